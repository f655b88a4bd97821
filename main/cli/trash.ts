/** `maskscope delete RUN…`, `trash`, `trash restore RUN…`, `trash empty` */
import type { Command } from 'commander'
import { Failure } from '../../preload/schema/failure'
import { bytes, instant, plural } from '../../preload/schema/format'
import { refusalOf, type Refused } from '../../preload/schema/refused'
import { bytesOf, daysInTrash } from '../../preload/schema/trash'
import { deleteRuns, emptyTrash, restoreRuns, trashContent, trashedId } from '../api/trash'
import type { Workbench } from '../api/workbench'
import { withWorkbench, type Common } from './common'
import { print, printJson, remark, table } from './terminal'

export function addTrash(program: Command): void {
  program.command('delete <runs...>')
    .description(`move runs to the trash, from where they can be restored for ${daysInTrash} days`)
    .action((runs: string[], _options: unknown, command: Command) => withWorkbench(command, async (workbench) => {
      const ids = [...new Set(runs.map((run) => workbench.store.resolveId(run)))]
      const refused = await deleteRuns(workbench, ids)
      told(ids, refused, 'moved to the trash', '; "maskscope trash restore" brings it back')
    }))
  const trash = program.command('trash')
    .description('deleted runs: list them, restore RUN…, or empty')
    .option('--json', 'as JSON')
    .action((_options: unknown, command: Command) => withWorkbench(command, list))
  trash.command('restore <runs...>')
    .description('bring deleted runs back, by the beginnings of their ids')
    .action((runs: string[], _options: unknown, command: Command) => withWorkbench(command, async (workbench) => {
      const ids = [...new Set(runs.map((run) => trashedId(workbench, run)))]
      told(ids, await restoreRuns(workbench, ids), 'restored')
    }))
  trash.command('empty')
    .description('remove all that is in the trash for good')
    .action((_options: unknown, command: Command) => withWorkbench(command, (workbench) => {
      remark(`emptied the trash; ${bytes(emptyTrash(workbench))} are free again`)
    }))
}

async function list(workbench: Workbench, { json }: Common & { json?: boolean }): Promise<void> {
  const content = await trashContent(workbench)
  if (json) return printJson(content)
  const { runs, freeBytes } = content
  if (runs.length === 0) return remark('The trash is empty.')
  print(table(
    ['run', 'deleted', 'method', 'created', 'file', 'name'],
    runs.map(({ run, deletedAt }) => (run.state === 'damaged'
      ? [run.id, instant(deletedAt), 'damaged', '', bytes(run.fileBytes), run.reason]
      : [run.id, instant(deletedAt), run.method, instant(run.createdAt), bytes(run.fileBytes), run.name]))
  ))
  remark(
    `${plural(runs.length, 'run')} of ${bytes(bytesOf(runs))}, each removed ${daysInTrash} days after it was deleted` +
      (freeBytes === null ? '' : `; ${bytes(freeBytes)} of the disk are free`)
  )
}

/** @throws Failure that names what could not be done */
function told(ids: readonly string[], refused: Refused, done: string, more = ''): void {
  const kept = new Set(refused.map(({ id }) => id))
  for (const id of ids) if (!kept.has(id)) remark(`${done}: run ${id}${more}`)
  const refusal = refusalOf(ids.length, refused)
  if (refusal !== null) throw new Failure(refusal)
}
