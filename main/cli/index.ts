/** The command line. Figures go to standard output, everything else to standard error. */
import { CommanderError } from 'commander'
import { sentenceOf } from '../../preload/schema/failure'
import { maskscopeProgram, sentenceOfCommander } from './program'
import { line, remark } from './terminal'

async function main(): Promise<void> {
  try {
    await maskscopeProgram().parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode
      // Without a command the help has been shown already.
      if (error.exitCode !== 0 && error.code !== 'commander.help') remark(sentenceOfCommander(error))
      return
    }
    remark(line(sentenceOf(error)))
    if (process.argv.includes('--debug') && error instanceof Error)
      remark(`${error.stack}\n${String(error.cause ?? '')}`)
    // A signal has named its own.
    process.exitCode ??= 1
  }
}

// Whoever reads the output may close it early (`| head`), and a terminal may be closed; neither is an error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
}

void main()
