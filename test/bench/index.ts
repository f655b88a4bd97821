/**
 * `npm run bench [-- --json FILE] [--only NAME …] [--report]`: ratios measured in one run, each beside what it has to
 * be. `--report` writes them to docs/performance.md too.
 */
import { parseArgs } from 'node:util'
import { measureEstimation } from './estimation'
import { measureMasks } from './masks'
import type { Measured } from './measure'
import { measureMemory } from './memory'
import { raceAgainstPython } from './python'
import { report } from './report'
import { raceSteps } from './step-race'

interface Figures { title: string; measure: () => Measured[] | Promise<Measured[]> }

const figures: Readonly<Record<string, Figures>> = {
  masks: { title: 'Masks in the run file', measure: measureMasks },
  estimation: { title: 'Estimating masks', measure: measureEstimation },
  race: { title: 'Training steps', measure: raceSteps },
  python: { title: 'Against Python TensorFlow', measure: raceAgainstPython },
  memory: { title: 'Memory', measure: measureMemory }
}

const { values } = parseArgs({
  options: {
    json: { type: 'string' }, only: { type: 'string', multiple: true }, report: { type: 'boolean', default: false }
  }
})

async function main(): Promise<void> {
  const groups = new Map<string, readonly Measured[]>()
  for (const name of values.only ?? Object.keys(figures)) {
    const asked = figures[name]
    if (asked === undefined) throw new Error(`--only is one of ${Object.keys(figures).join(', ')}`)
    groups.set(asked.title, await asked.measure())
  }
  report(groups, values.json, values.report)
}

void main()
