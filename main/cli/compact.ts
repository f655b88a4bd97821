/** `maskscope compact RUN` */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { bytes, count, milliseconds, percentWithUnit } from '../../preload/schema/format'
import type { CompactFigures, CompactReport } from '../../preload/schema/pruning'
import { compactRun } from '../api/compact'
import { withRun, type Common } from './common'
import { checkpointFrom } from './evaluate'
import { print, printJson, table } from './terminal'

type Options = Common & { at: string; neverOn?: boolean; dataDir?: string; json?: boolean }

export function addCompact(program: Command): void {
  program
    .command('compact <run>')
    .description('the network without its dead channels: what goes, and what that brings, measured')
    .option('--at <checkpoint>', '"sparse", "final", "dense" or an alternation’s number', 'final')
    .option(
      '--never-on',
      'take out channels too that no training example has on; outputs for other images may then change'
    )
    .option('--data-dir <folder>', 'the folder of the data set’s official files')
    .option('--json', 'as JSON')
    .action((run: string, _options: unknown, command: Command) =>
      withRun(command, run, async (workbench, id, options: Options) => {
        const folder = options.dataDir === undefined ? null : resolve(options.dataDir)
        const report = await compactRun(
          workbench,
          id,
          checkpointFrom(options.at),
          options.neverOn ?? false,
          { dataFolder: folder }
        )
        if (options.json) printJson(report)
        else printReport(report)
      })
    )
}

function printReport({ layers, whole, compact, verdict }: CompactReport): void {
  print(
    table(
      ['layer', 'channels', 'removed'],
      layers.map(({ name, channels, removed }) => [name, String(channels), String(removed)])
    )
  )
  const row = (what: string, value: (figures: CompactFigures) => string): string[] =>
    [what, value(whole), value(compact)]
  print(
    '\n' +
      table(
        ['', 'whole', 'compact'],
        [
          row('parameters', (figures) => count(figures.parameters)),
          row('MACs per image', (figures) => count(figures.macs)),
          row('weights', (figures) => bytes(figures.weightBytes)),
          row('time per image', (figures) => milliseconds(figures.millisecondsPerImage)),
          row('test error with ReLU', ({ error }) => percentWithUnit(error))
        ]
      )
  )
  print('\n' + verdict)
}
