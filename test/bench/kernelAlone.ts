/** Predicts a map in a process of its own: the case and the map by their numbers. See kernel.ts. */
import { createKernel } from '../../src/forest/kernel.ts';
import { cases, makeCase } from './kernelCases.ts';
import { answerTurns } from './speedUp.ts';

const [caseNumber, mapNumber] = process.argv.slice(2).map(Number);
const one = cases[caseNumber!]!;
const { forest, maps } = makeCase(one);
const { columns } = maps[mapNumber!]!;
const kernel = createKernel(forest);
const out = new Float32Array(one.sidePx ** 2);
answerTurns(() => kernel.predict(columns, out.length, out, one.sidePx));
