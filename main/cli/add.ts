/** `maskscope add FILE|FOLDER…`: run files from elsewhere join the store. */
import type { Command } from 'commander'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { plural } from '../../preload/schema/format'
import type { AddedRun } from '../../preload/schema/stores'
import { addExamined, runFilesIn } from '../api/added-runs'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { printJson, remark } from './terminal'

export function addAdd(program: Command): void {
  program.command('add <paths...>')
    .description('copy run files, or folders of them, into the store')
    .option('--json', 'print what became of each file as JSON')
    .action((paths: string[], _options: unknown, command: Command) => withWorkbench(command, (workbench, options) =>
      add(workbench, paths.flatMap(runFilesIn), options)))
}

const words: Readonly<Record<AddedRun['outcome'], string>> = { added: 'added', there: 'was there already:' }

/** One that cannot be added keeps no other from it. @throws Failure when there was one */
async function add(
  workbench: Workbench, files: readonly string[], { json }: Common & { json?: boolean }
): Promise<void> {
  const refused: string[] = []
  const outcomes: Record<string, string>[] = []
  for (const [at, file] of files.entries()) {
    const place = files.length === 1 ? '' : `${at + 1} of ${files.length}: `
    try {
      const added = await addExamined(workbench, file)
      remark(`${place}${words[added.outcome]} run ${added.id}`)
      outcomes.push({ file, ...added })
    } catch (error) {
      const sentence = sentenceOf(error)
      if (files.length > 1) remark(place + sentence)
      refused.push(sentence)
      outcomes.push({ file, outcome: 'refused', sentence })
    }
  }
  if (json) printJson(outcomes)
  const [first] = refused
  if (first === undefined) return
  throw new Failure(files.length === 1 ? first : `${plural(refused.length, 'file was', 'files were')} not added.`)
}
