/** The command line. Figures go to standard output, everything else to standard error. */
import { Command, CommanderError } from 'commander'
import { version } from '../../package.json'
import { sentenceOf } from '../../preload/schema/failure'
import { addDoctor } from './doctor'
import { addEvaluate } from './evaluate'
import { addExports } from './export'
import { addRuns } from './runs'
import { addServe } from './serve'
import { addShow } from './show'
import { remark } from './terminal'
import { addTrain } from './train'

function build(): Command {
  const program = new Command('maskscope')
    .description('mask/support analysis of convolutional networks')
    .version(version)
    .option('--store <folder>', 'where runs lie (default: $MASKSCOPE_STORE, or this user’s data folder)')
    .option('--debug', 'print details of an error')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
  for (const add of [addTrain, addRuns, addShow, addEvaluate, addExports, addServe, addDoctor]) add(program)
  // Options like --store may also stand after the command's name.
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ outputError: () => undefined })
      .option('--store <folder>', 'where runs lie').option('--debug', 'print details of an error')
  }
  return program
}

async function main(): Promise<void> {
  try {
    await build().parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) remark(`${error.message.replace(/^error: /, '')} ("maskscope --help" lists the commands)`)
      process.exitCode = error.exitCode
      return
    }
    remark(sentenceOf(error))
    if (process.argv.includes('--debug') && error instanceof Error) remark(`${error.stack}\n${String(error.cause ?? '')}`)
    process.exitCode = 1
  }
}

void main()
