// How the editor looks: colours are those of the site's style sheet, which a shadow root inherits.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": {
    border: "1px solid var(--soft)",
    borderRadius: "0.25rem",
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    fontSize: "0.9375rem",
  },
  "&.cm-focused": { outline: "none" }, // its host is outlined
  ".cm-scroller": {
    fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
    lineHeight: "1.5",
    maxHeight: "75vh",
  },
  ".cm-content, .cm-gutter": { minHeight: "24rem" },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--ink)" },
  ".cm-gutters": {
    backgroundColor: "var(--block)",
    borderRight: "1px solid var(--line)",
    color: "var(--soft)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--line)", color: "inherit" },
  "&.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "transparent",
    textDecoration: "underline wavy var(--wrong)",
  },
  ".cm-fault": { backgroundColor: "var(--block)", boxShadow: "inset 4px 0 var(--wrong)" },
  ".cm-fault-place": { textDecoration: "underline wavy var(--wrong)", textDecorationThickness: "2px" },
  ".cm-tooltip": {
    border: "1px solid var(--soft)",
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "inherit",
    maxHeight: "16rem",
    maxWidth: "min(38rem, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.3rem 0.6rem", lineHeight: "1.4" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--paper)",
  },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--soft)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--keyword)", fontWeight: "700" },
  { tag: tags.atom, color: "var(--ink)", fontWeight: "400" },
  { tag: tags.standard(tags.variableName), color: "var(--keyword)" },
  { tag: tags.local(tags.variableName), color: "var(--variable)" },
  { tag: [tags.string, tags.meta], color: "var(--string)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

export const looks = [theme, syntaxHighlighting(colours)];
