// What is proposed while one types: terms and things of this graph, by name, by label or by a word
// to find them by, which is never shown; variables of the query; words of the language.
import { pickedCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";

const WORDS = (
  "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE FILTER OPTIONAL UNION MINUS BIND" +
  " VALUES UNDEF GRAPH SERVICE EXISTS NOT IN AS ORDER GROUP BY ASC DESC HAVING LIMIT OFFSET PREFIX" +
  " BASE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI" +
  " IF COALESCE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLEN SUBSTR REGEX REPLACE CONCAT" +
  " LCASE UCASE ABS ROUND CEIL FLOOR YEAR MONTH DAY NOW ISIRI ISLITERAL ISBLANK ISNUMERIC"
).split(" ");
const KINDS = { classes: "class", properties: "property", things: "constant" };
const MOST = 50;
const OPENING = /^(?:[ \t]*(?:#[^\n]*)?\n)*/; // comments and empty lines that a query begins with

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Say how near a term is to what was typed, 0 the nearest; -1 where it is not meant. */
function distance(entry, sought) {
  const [name, label] = entry.folded;
  if (name.startsWith(sought)) return 0;
  if (name.slice(name.indexOf(":") + 1).startsWith(sought)) return 1;
  if (label.startsWith(sought)) return 2;
  if (label.includes(` ${sought}`) || label.includes(`’${sought}`)) return 3;
  if (entry.hidden.some((word) => word.startsWith(sought))) return 4;
  return name.includes(sought) ? 5 : -1;
}

/** Give what puts a name into the query, and its PREFIX line above if it lacks one. */
function putting(name, prefixes) {
  return (view, picked, from, to) => {
    const text = view.state.doc.toString();
    const prefix = name.startsWith("<") ? "" : name.slice(0, name.indexOf(":"));
    const changes = [{ from, to, insert: name }];
    let anchor = from + name.length;
    if (prefixes[prefix] && !new RegExp(`PREFIX\\s+${prefix}:`, "i").test(text)) {
      const at = Math.min(text.match(OPENING)[0].length, from);
      const joint = /^PREFIX/i.test(text.slice(at)) ? "" : "\n";
      const insert = `PREFIX ${prefix}: <${prefixes[prefix]}>\n${joint}`;
      changes.unshift({ from: at, insert });
      anchor += insert.length;
    }
    view.dispatch({
      changes,
      selection: { anchor },
      scrollIntoView: true,
      userEvent: "input.complete",
      annotations: pickedCompletion.of(picked),
    });
  };
}

/** Give the terms and things of a vocabulary as proposals in a language. */
function entries(vocabulary, language) {
  const { prefixes = {} } = vocabulary;
  return Object.entries(KINDS).flatMap(([list, type]) =>
    (vocabulary[list] ?? []).map((item) => {
      const label = item[language] ?? item.fr ?? item.en ?? "";
      return {
        folded: [folded(item.name), folded(label)],
        hidden: (item.hidden ?? []).map(folded),
        type,
        option: {
          label: item.name,
          detail: label ? `${label} · ${item.uses}` : String(item.uses),
          type,
          apply: putting(item.name, prefixes),
        },
      };
    }),
  );
}

function declarations({ prefixes = {} }, sought) {
  return Object.entries(prefixes)
    .filter(([prefix]) => prefix.startsWith(sought))
    .map(([prefix, iri]) => ({
      label: `${prefix}:`,
      detail: iri,
      type: "namespace",
      apply: `${prefix}: <${iri}>`,
    }));
}

function variables(state, word) {
  const around = state.sliceDoc(0, word.from) + state.sliceDoc(word.to);
  const names = new Set(around.match(/[?$][\p{L}\p{N}_]+/gu));
  return [...names]
    .filter((name) => name.startsWith(word.text) && name !== word.text)
    .map((label) => ({ label, type: "variable" }));
}

/**
 * Give what CodeMirror asks for proposals.
 *
 * @param load gives a promise of what `/completions.json` says
 * @param language of the labels
 */
export function proposer(load, language) {
  let known;
  return async (context) => {
    const { state, pos } = context;
    const before = state.sliceDoc(state.doc.lineAt(pos).from, pos);
    const place = syntaxTree(state).resolveInner(pos, -1).name;
    if (/comment|string/.test(place) || /<[^\s<>]*$/.test(before)) return null;
    const word = context.matchBefore(/[?$]?[\p{L}\p{N}_.:-]*/u);
    const answer = (options) =>
      options.length ? { from: word.from, options: options.slice(0, MOST), filter: false } : null;
    if (/^[?$]/.test(word.text)) return answer(variables(state, word));
    if (word.text.length < 2 && !context.explicit) return null;

    const vocabulary = await load();
    if (/\bPREFIX\s+[\w-]*$/i.test(before)) return answer(declarations(vocabulary, word.text));
    known ??= entries(vocabulary, language);
    const sought = folded(word.text);
    const wantsClass = /(?:^|\s)(?:a|rdf:type)\s+\S*$/.test(before);
    const near = known
      .map((entry) => [wantsClass && entry.type !== "class", distance(entry, sought), entry.option])
      .filter(([, far]) => far >= 0)
      .sort((one, other) => one[0] - other[0] || one[1] - other[1])
      .map(([, , option]) => option);
    const words = WORDS.filter((each) => each.startsWith(word.text.toUpperCase()))
      .map((label) => ({ label, type: "keyword" }));
    // What is whole needs no proposal: Enter is to begin a line then.
    const options = (word.text ? [...words, ...near] : near)
      .filter(({ label }) => label.toLowerCase() !== word.text.toLowerCase());
    return answer(options);
  };
}
