/** The program's commands, and what it says of a line that is none. */
import { Command, type CommanderError } from 'commander'
import { version } from '../../package.json'
import { addAdd } from './add'
import { addAnnotate } from './annotate'
import { addCompact } from './compact'
import { addCompare } from './compare'
import { addDataSets } from './datasets'
import { addDoctor } from './doctor'
import { addDsd } from './dsd'
import { addEvaluate } from './evaluate'
import { addExamples } from './examples'
import { addExport } from './export'
import { addImport } from './import'
import { addLinear } from './linear'
import { addMasks } from './masks'
import { addModel } from './model'
import { addPatterns } from './patterns'
import { addPresets } from './presets'
import { addQueue } from './queue/queue'
import { addReport } from './report'
import { addResume } from './resume'
import { addRuns } from './runs'
import { addServe } from './serve'
import { addShow } from './show'
import { addSnapshot } from './snapshot'
import { addSweep } from './sweep'
import { addTheory } from './theory'
import { addTrain } from './train'
import { addTrash } from './trash'
import { addVerify } from './verify'
import { addWeightMasks } from './weight-masks'
import { addWhatIf } from './what-if'

/** All commands. Parsed more than once, each time begins anew. */
export function maskscopeProgram(): Command {
  const program = new Command('maskscope')
    .description('mask/support analysis of convolutional networks')
    .version(version)
    .option('--store <folder>', 'where runs lie (default: $MASKSCOPE_STORE, or this user’s data folder)')
    .option('--debug', 'print details of an error')
    // A tag to remove, as in "tag latest -VGG", is no option of the program.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
  const commands = [
    addTrain,
    addDsd,
    addResume,
    addSweep,
    addQueue,
    addPresets,
    addRuns,
    addAdd,
    addAnnotate,
    addTrash,
    addCompare,
    addShow,
    addEvaluate,
    addSnapshot,
    addReport,
    addMasks,
    addExamples,
    addLinear,
    addWhatIf,
    addPatterns,
    addModel,
    addExport,
    addImport,
    addWeightMasks,
    addCompact,
    addTheory,
    addDataSets,
    addServe,
    addVerify,
    addDoctor
  ]
  for (const add of commands) add(program)
  // Options like --store may also stand after the command's name.
  shareOptions(program)
  return program
}

function shareOptions({ commands }: Command): void {
  for (const command of commands) {
    command.exitOverride().configureOutput({ outputError: () => undefined })
      .option('--store <folder>', 'where runs lie').option('--debug', 'print details of an error')
    shareOptions(command)
  }
}

/** Commander begins small, breaks before a guess, and sometimes ends with a full stop. */
export function sentenceOfCommander({ message }: CommanderError): string {
  const text = message.replace(/^error: /, '').replaceAll('\n', ' ').replace(/\.$/, '')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}; "maskscope --help" lists the commands.`
}
