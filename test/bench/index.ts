/**
 * `npm run bench [-- --only NAME …] [--json FILE] [--report]`: ratios measured in one run, each beside what it has to
 * be. `--help` lists the parts.
 */
import { parseArgs } from 'node:util'
import { Progress } from './progress'
import { partNames, parts, partsHelp } from './parts'
import { printGroup, report, type Group } from './report'

const { values } = parseArgs({
  options: {
    json: { type: 'string' }, only: { type: 'string', multiple: true }, report: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '8' }, epochs: { type: 'string', default: '12' },
    tune: { type: 'boolean', default: false }, torch: { type: 'boolean' }, help: { type: 'boolean', default: false }
  }
})

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(partsHelp)
    return
  }
  if (values.tune && values.report) throw new Error('--tune compares settings; what is reported is measured without it')
  const asked = { seeds: Number(values.seeds), epochs: Number(values.epochs), tune: values.tune, report: values.report }
  const groups: Group[] = []
  for (const name of values.only ?? partNames) {
    const part = parts.get(name)
    if (part === undefined) throw new Error(`--only is one of ${partNames.join(', ')}`)
    const group = { title: part.title, text: part.text, measured: await part.measure(new Progress(name), asked) }
    printGroup(group)
    groups.push(group)
  }
  report(groups, values.json, values.report ? [...parts.values()].map(({ title }) => title) : null)
}

void main()
