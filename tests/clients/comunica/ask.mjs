// Reads questions ({query, sources, mediaType}) as a JSON array on stdin, has Comunica answer each,
// and writes the answers' texts as a JSON array.
import { QueryEngine } from '@comunica/query-sparql';
import { text } from 'node:stream/consumers';

const engine = new QueryEngine();
const answers = [];
for (const { query, sources, mediaType } of JSON.parse(await text(process.stdin))) {
  const result = await engine.query(query, { sources });
  const { data } = await engine.resultToString(result, mediaType);
  answers.push(await text(data));
}
console.log(JSON.stringify(answers));
