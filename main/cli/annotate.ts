/** `maskscope tag RUN… +TAG -TAG`, `note RUN TEXT`, `rename RUN NAME`, `pin RUN…`, `unpin RUN…` */
import type { Command } from 'commander'
import type { AnnotationChange } from '../../preload/schema/annotations'
import { Failure } from '../../preload/schema/failure'
import { plural } from '../../preload/schema/format'
import { refusalOf } from '../../preload/schema/refused'
import { annotateRuns } from '../api/annotations'
import type { Workbench } from '../api/workbench'
import { validName, validNote, validTag } from './annotation-texts'
import { withWorkbench } from './common'
import { remark } from './terminal'

export function addAnnotate(program: Command): void {
  program.command('tag <words...>')
    .description('add and remove tags of runs, also while they train: maskscope tag RUN… +paper -old')
    .usage('<run...> <+tag|-tag...>')
    // A tag to remove looks like an option; -h and what follows would be one.
    .allowUnknownOption().helpOption('--help', 'display help for command')
    .action((words: string[], _options: unknown, command: Command) => withWorkbench(command, (workbench) => {
      const runs = words.filter((word) => !/^[+-]/.test(word))
      const tags = { add: tagsIn(words, '+'), remove: tagsIn(words, '-') }
      if (runs.length === 0 || tags.add.length + tags.remove.length === 0)
        throw new Failure('Say runs and tags, as in "maskscope tag latest +paper -old".')
      return change(workbench, runs, { tags }, 'tagged')
    }))
  program.command('note <run> <text>')
    .description('note something about a run, also while it trains; an empty text removes the note')
    .action((run: string, text: string, _options: unknown, command: Command) =>
      withWorkbench(command, (workbench) => change(workbench, [run], { note: validNote(text) }, 'noted')))
  program.command('rename <run> <name>')
    .description('give a run another name, also while it trains')
    .action((run: string, name: string, _options: unknown, command: Command) =>
      withWorkbench(command, (workbench) => change(workbench, [run], { name: validName(name) }, 'renamed')))
  for (const [name, pinned, description] of [
    ['pin', true, 'keep runs above all others in the list'], ['unpin', false, 'let pinned runs stand among the others']
  ] as const)
    program.command(`${name} <runs...>`).description(description)
      .action((runs: string[], _options: unknown, command: Command) =>
        withWorkbench(command, (workbench) => change(workbench, runs, { pinned }, `${name}ned`)))
}

const tagsIn = (words: readonly string[], sign: '+' | '-'): string[] =>
  words.filter((word) => word.startsWith(sign)).map((word) => validTag(word.slice(1)))

async function change(
  workbench: Workbench, runs: readonly string[], said: AnnotationChange, done: string
): Promise<void> {
  const ids = [...new Set(runs.map((run) => workbench.store.resolveId(run)))]
  const { refused, waiting } = await annotateRuns(workbench, ids, said)
  for (const id of waiting) remark(`run ${id} is being written to; it is ${done} when that has ended`)
  const changed = ids.length - refused.length - waiting.length
  if (changed > 0) remark(`${done} ${ids.length === 1 ? `run ${ids[0]}` : plural(changed, 'run')}`)
  const refusal = refusalOf(ids.length, refused)
  if (refusal !== null) throw new Failure(refusal)
}
