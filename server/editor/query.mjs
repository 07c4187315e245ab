// The query page's editor, in place of its <textarea>, which still holds what is sent. It stands in
// a shadow root: only there does CodeMirror add its styles as a sheet of its own, which a strict
// Content-Security-Policy lets it do, and not as a <style> element.
import { autocompletion, acceptCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, StreamLanguage } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { proposer } from "./proposals.mjs";
import { looks } from "./looks.mjs";

const LONGEST = 8000; // characters of an address that every server and proxy lets through

const once = (work) => {
  let made;
  return () => (made ??= work());
};

/** Give the line and the position of the error that a text is shown for; null without one. */
function faultIn(area, doc) {
  const [line, column] = [area.dataset.line, area.dataset.column].map(Number);
  if (!(line > 0)) return null;
  const { from, to } = doc.line(Math.min(line, doc.lines));
  return { from, to, place: Math.min(from + Math.max(column - 1, 0), to) };
}

/** Give a field that marks an error until the text is changed. */
function faultMark(area) {
  const create = ({ doc }) => {
    const fault = faultIn(area, doc);
    if (!fault) return Decoration.none;
    const { from, to, place } = fault;
    const marks = [Decoration.line({ class: "cm-fault" }).range(from)];
    if (place < to) marks.push(Decoration.mark({ class: "cm-fault-place" }).range(place, place + 1));
    return Decoration.set(marks);
  };
  return StateField.define({
    create,
    update: (marks, { docChanged }) => (docChanged ? Decoration.none : marks),
    provide: (field) => EditorView.decorations.from(field),
  });
}

/** Tell who does not see the screen what is wrong and which keys there are; gives the id. */
function description(root, area, keys) {
  const told = document.createElement("p");
  told.id = "told";
  told.hidden = true; // it is read all the same, as what describes the editor
  told.textContent = [document.getElementById(area.getAttribute("aria-describedby")), keys]
    .map((each) => each?.textContent.trim() ?? "")
    .join(" ");
  root.append(told);
  return told.id;
}

function mount(form) {
  const area = form.elements.namedItem("query");
  const [label] = area.labels;
  const wasFocused = document.activeElement === area;
  const keys = form.querySelector(".keys");
  keys.hidden = false;

  const host = document.createElement("div");
  host.className = "code";
  host.tabIndex = 0; // whoever goes to it comes to the text
  area.after(host);
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  const run = () => {
    form.requestSubmit();
    return true;
  };
  const vocabulary = once(() =>
    fetch(form.dataset.completions)
      .then((answer) => (answer.ok ? answer.json() : {}))
      .catch(() => ({})),
  );
  const view = new EditorView({
    root,
    parent: root,
    doc: area.value,
    extensions: [
      keymap.of([
        { key: "Mod-Enter", run },
        { key: "Ctrl-Enter", run },
        { key: "Tab", run: acceptCompletion },
        indentWithTab,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      lineNumbers(),
      history(),
      bracketMatching(),
      indentOnInput(),
      StreamLanguage.define(sparql),
      autocompletion({
        override: [proposer(vocabulary, form.dataset.language)],
        icons: false,
        maxRenderedOptions: 60,
      }),
      faultMark(area),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        "aria-label": label.textContent,
        "aria-describedby": description(root, area, keys),
        "aria-invalid": area.getAttribute("aria-invalid") ?? "false",
        tabindex: "0", // said aloud for what judges pages: it takes the focus anyway
      }),
      EditorState.phrases.of({ Completions: form.dataset.proposals }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) area.value = update.state.doc.toString();
      }),
      looks,
    ],
  });

  area.hidden = true;
  area.required = false; // a field nobody sees could not be pointed at
  label.addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
  form.addEventListener("submit", () => {
    const sent = new URLSearchParams(new FormData(form)).toString();
    form.method = sent.length > LONGEST ? "post" : "get";
  });
  window.addEventListener("pageshow", () => {
    // A browser that comes back to the page puts into the field what was typed there.
    const { doc } = view.state;
    if (area.value !== doc.toString()) {
      view.dispatch({ changes: { from: 0, to: doc.length, insert: area.value } });
    }
  });
  if (wasFocused || area.autofocus) {
    view.focus();
    const anchor = faultIn(area, view.state.doc)?.place ?? 0;
    view.dispatch({ selection: { anchor }, scrollIntoView: true });
  }
}

if ("adoptedStyleSheets" in Document.prototype) {
  document.querySelectorAll("form.editor").forEach(mount);
}
