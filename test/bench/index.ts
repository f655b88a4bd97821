/** `npm run bench [-- --json FILE]`: ratios measured in one run, each beside what it has to be. */
import { parseArgs } from 'node:util'
import { measureMasks } from './masks'
import { measureMemory } from './memory'
import { raceAgainstPython } from './python'
import { report } from './report'
import { measureSteps } from './steps'

const { values } = parseArgs({ options: { json: { type: 'string' } } })

async function main(): Promise<void> {
  const measured = [...await measureMasks(), ...await measureSteps(), ...await raceAgainstPython(), ...measureMemory()]
  report(measured, values.json)
}

void main()
