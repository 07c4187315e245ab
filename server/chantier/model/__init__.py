"""Values: media types, terms, quads and their digest. Nothing here reads or writes anything."""
