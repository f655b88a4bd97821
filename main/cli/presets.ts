/** `maskscope presets` */
import type { Command } from 'commander'
import { nameOfNetwork } from '../../preload/schema/configuration'
import { percentWithUnit } from '../../preload/schema/format'
import { publishedTables } from '../../preload/schema/published'
import { presentDataSets } from '../api/datasets'
import { presets } from '../engine/training/presets'
import { withWorkbench, type Common } from './common'
import { print, printJson, table } from './terminal'

export function addPresets(program: Command): void {
  program
    .command('presets')
    .description('list the presets: our demonstrations, and the paper’s tables with the error they report')
    .option('--json', 'as JSON')
    .action((_options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: Common & { json?: boolean }) => {
        if (options.json) return printJson(presets)
        const present = presentDataSets(workbench)
        for (const number of [null, ...publishedTables.map((published) => published.number)]) {
          const title = publishedTables.find((published) => published.number === number)?.title
          print(title === undefined ? 'Demonstrations' : `\nTable ${number}: ${title}`)
          print(
            table(
              ['preset', 'what', 'network', 'data', 'data here', 'epochs', 'scaled', 'published error'],
              presets
                .filter((preset) => preset.table === number)
                .map(({ id, title: what, configuration: { network, dataset, epochs }, scaled, published }) => [
                  id,
                  what,
                  nameOfNetwork(network),
                  dataset,
                  present.includes(dataset) ? 'yes' : 'no',
                  String(epochs),
                  scaled ? String(scaled.epochs) : '–',
                  percentWithUnit(published?.error ?? null)
                ])
            )
          )
        }
      })
    )
}
