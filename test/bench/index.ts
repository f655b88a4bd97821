/** `npm run bench [-- --json FILE]`: ratios measured in one run, each beside what it has to be. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { table } from '../../main/cli/terminal'
import { measureMasks } from './masks'
import type { Measured } from './measure'
import { measureMemory } from './memory'
import { raceAgainstPython } from './python'
import { measureSteps } from './steps'

const { values } = parseArgs({ options: { json: { type: 'string' } } })
const shown = ({ name, value, unit, limit, ok }: Measured): string[] => [
  name,
  `${value.toFixed(2)} ${unit}`,
  limit ? `${limit.kind} ${limit.value}` : '',
  limit ? (ok ? 'reached' : 'not reached') : ''
]

async function main(): Promise<void> {
  const measured = [...await measureMasks(), ...await measureSteps(), ...await raceAgainstPython(), ...measureMemory()]
  process.stdout.write(table(['what', 'measured', 'limit', ''], measured.map(shown)) + '\n')
  if (values.json) writeFileSync(values.json, JSON.stringify(measured, null, 2) + '\n')
  if (measured.some(({ ok }) => !ok)) process.exitCode = 1
}

void main()
