"""Charts and maps as plain values that templates draw. Pure; never asks the store."""
