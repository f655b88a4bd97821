/** What the bench can measure: the one list that `--only`, its help and the page of the documents go by. */
import { measureBackends } from './backends'
import { measureEstimation } from './estimation'
import { measureMasks } from './masks'
import type { Measured } from './measure'
import { measureMemory } from './memory'
import type { Progress } from './progress'
import { raceAgainstPython } from './python'
import { measureStates } from './states'
import { measureSeconds, type AskedSeconds } from './seconds'
import { secondsText } from './seconds-figure'
import { raceSteps } from './step-race'

interface Part {
  title: string
  /** How long it takes on two cores. */
  lasts: string
  /** Lines that stand above its table in the documents. */
  text: readonly string[]
  measure: (progress: Progress, asked: AskedSeconds) => Measured[] | Promise<Measured[]>
}

export const parts: ReadonlyMap<string, Part> = new Map<string, Part>([
  ['masks', { title: 'Masks in the run file', lasts: '10 s', text: [], measure: measureMasks }],
  ['estimation', { title: 'Estimating masks', lasts: '15 s', text: [], measure: measureEstimation }],
  ['states', { title: 'Going on after anything', lasts: '30 s', text: [], measure: measureStates }],
  ['race', {
    title: 'Training steps', lasts: '5 min', measure: raceSteps,
    text: [
      'The four corners of towers and fused operations are rows of the consistent step: “fused” and “composed”, each',
      'in towers and with TensorFlow’s own threads.'
    ]
  }],
  ['seconds', { title: 'Seconds to an error', lasts: '6 min', text: secondsText, measure: measureSeconds }],
  ['backends', {
    title: 'Backends side by side', lasts: '4 min', measure: measureBackends,
    text: [
      'A step with a batch of 32 digits, each backend in a process of its own. WebGPU computes on the GPU that the',
      'machine has, or on Mesa’s software GPU where it has none and the tests were set up.'
    ]
  }],
  ['python', {
    title: 'Against Python', lasts: '8 min', measure: raceAgainstPython,
    text: [
      'The same network, weights and batch by Python TensorFlow (a `tf.function`) and PyTorch, by default threads and',
      'by one. “2 × 1” are two operations at once with one thread each.'
    ]
  }],
  ['memory', { title: 'Memory', lasts: '2 min', text: [], measure: measureMemory }]
])

export const partNames: readonly string[] = [...parts.keys()]

const longestName = Math.max(...partNames.map(({ length }) => length))
const partLines = [...parts].map(([name, { title, lasts }]) => `${name.padEnd(longestName)}  ${title} (${lasts})`)

export const partsHelp = `npm run bench [-- OPTION …]: measures the engine's speed against its limits

  --only NAME    one part, as often as wanted; without it all of them:
${partLines.map((line) => `                   ${line}`).join('\n')}
  --json FILE    writes what was measured to a file too
  --report       writes it to docs/performance.md, each part in the place of its own section
  --seeds N      trainings of each method of "seconds"; 8 without it
  --epochs N     epochs of each of these trainings; 12 without it
  --tune         "seconds" trains with candidates of settings instead, on two seeds of their own
  --torch        sets PyTorch up for "python" first: 3 GB are fetched, 6 GB of disk
  --pages        measures the pages in a browser instead; CONTRIBUTING.md tells its options
`
