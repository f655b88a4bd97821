/** The commands that make a run of the store again. */
import { repeatCommands, type CommandWords } from '../../preload/schema/command/repeat'
import { originOf } from '../../preload/schema/configuration'
import type { RunDetail } from '../../preload/schema/run'
import { runDetail } from './runs'
import type { ReadableWorkbench } from './workbench'

export interface Repeated {
  commands: CommandWords[]
  /** The run whose weights it began with, where that cannot be read here. */
  lacking: string | null
}

export function repeatRun(workbench: ReadableWorkbench, detail: RunDetail): Repeated {
  const { configuration } = detail
  const from = originOf(configuration)?.run ?? null
  const origin = from === null ? null : configurationOf(workbench, from)
  return { commands: repeatCommands(detail, origin), lacking: origin === null ? from : null }
}

function configurationOf(workbench: ReadableWorkbench, id: string): RunDetail['configuration'] | null {
  try {
    return runDetail(workbench, id).detail.configuration
  } catch {
    return null
  }
}
