/**
 * `npm run bench [-- --json FILE] [--only NAME …]`: ratios measured in one run, each beside what it has to be.
 */
import { parseArgs } from 'node:util'
import { measureEstimation } from './estimation'
import { measureMasks } from './masks'
import type { Measured } from './measure'
import { measureMemory } from './memory'
import { raceAgainstPython } from './python'
import { report } from './report'
import { raceSteps } from './step-race'

const figures: Readonly<Record<string, () => Measured[] | Promise<Measured[]>>> = {
  masks: measureMasks, estimation: measureEstimation, race: raceSteps, python: raceAgainstPython, memory: measureMemory
}

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string', multiple: true } } })

async function main(): Promise<void> {
  const measured: Measured[] = []
  for (const name of values.only ?? Object.keys(figures)) {
    const measure = figures[name]
    if (measure === undefined) throw new Error(`--only is one of ${Object.keys(figures).join(', ')}`)
    measured.push(...await measure())
  }
  report(measured, values.json)
}

void main()
