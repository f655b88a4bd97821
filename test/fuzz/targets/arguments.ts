/** Command lines, parsed and carried out as far as no other process is needed; filters and values of sweeps. */
import { CommanderError, type Command } from 'commander'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Catalogue } from '../../../db/catalogue'
import { RunStore } from '../../../db/store'
import { maskscopeProgram, sentenceOfCommander } from '../../../main/cli/program'
import { line } from '../../../main/cli/terminal'
import { Failure, sentenceOf } from '../../../preload/schema/failure'
import { columnsFrom } from '../../../preload/schema/run-columns'
import { parseRunFilter } from '../../../preload/schema/run-filter'
import { gridValues, rangeFrom } from '../../../preload/schema/sweep-values'
import type { Chance } from '../chance'
import { commandLine, filterText, sweepText } from '../mutations/words'
import { accepted, faultOfSentence, outcomeOf, refused, unexpected, type Input, type Outcome } from '../outcome'
import type { Cases, Setting, Target } from '../target'
import { KeptRuns, wholeRun } from '../whole-run'

const wordsOf = ({ files }: Input): string[] => JSON.parse(String(files['words.json'])) as string[]
const asInput = (words: readonly string[]): Input => ({ files: { 'words.json': Buffer.from(JSON.stringify(words)) } })

/** What a terminal would obey, but the ends of lines. */
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/

/** Runs the work with what it prints caught. @throws Error when a terminal would obey what was printed */
async function caught(work: () => Promise<unknown>): Promise<void> {
  const printed: string[] = []
  const streams = [process.stdout, process.stderr]
  const before = streams.map((stream) => stream.write)
  for (const stream of streams)
    stream.write = (text: string | Uint8Array): boolean => printed.push(String(text)) > 0
  try {
    await work()
  } finally {
    streams.forEach((stream, at) => { stream.write = before[at] ?? stream.write })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
    process.exitCode = undefined
  }
  if (control.test(printed.join(''))) throw new Error('a control character was printed')
}

/** Node refuses this process every other one: here the product would have started one. */
const wouldStart = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('--allow-child-process')

async function carriedOut(program: Command, words: string[]): Promise<Outcome> {
  try {
    await caught(() => program.parseAsync(words, { from: 'user' }))
    return accepted()
  } catch (error) {
    if (wouldStart(error)) return accepted()
    if (error instanceof CommanderError) {
      const isHelp = error.exitCode === 0 || error.code === 'commander.help'
      return isHelp ? accepted() : withoutGiven(refused(line(sentenceOfCommander(error))), words.map(line))
    }
    const sentence = line(sentenceOf(error))
    if (faultOfSentence(sentence) === unexpected) throw error
    if (control.test(sentence)) throw new Error('a control character in a sentence', { cause: error })
    return withoutGiven(refused(sentence), words.map(line))
  }
}

/** What a person typed may stand in a sentence as it is. */
function withoutGiven(outcome: Outcome, words: readonly string[]): Outcome {
  if (outcome.kind === 'accepted') return outcome
  const given = words.flatMap((word) => [word, ...word.split(',')]).filter(({ length }) => length > 2)
  // Its end is the product's own, though a word may look like it.
  const [body, end] = [outcome.sentence.slice(0, -1), outcome.sentence.slice(-1)]
  return refused(given.reduce((text, word) => text.replaceAll(word, '…'), body) + end)
}

/** What waits for others. */
const waiting = [['serve'], ['queue', 'run'], ['sweep', 'run'], ['sweep', 'task']]

function programOfCases(): Command {
  const program = maskscopeProgram()
  for (const names of waiting) {
    const command = names.reduce<Command | undefined>(
      (found, name) => found?.commands.find((candidate) => candidate.name() === name), program)
    command?.action(() => undefined)
  }
  return program
}

function commands({ folder }: Setting): Promise<Cases> {
  const store = new RunStore(join(folder, 'store'))
  const original = wholeRun(join(folder, 'original'))
  const runs = new KeptRuns(original, store, 2)
  const [first = '', second = ''] = runs.ids
  writeFileSync('bad.h5', '\x89HDF\r\n\x1a\n', 'latin1')
  writeFileSync('bad.json', '{"a":[1e999]}')
  list(store)
  process.env.MASKSCOPE_STORE = store.path
  const program = programOfCases()
  const names = ['run-0', 'run-1', 'run-0', 'original.maskrun']
  return Promise.resolve({
    make: (chance: Chance) => asInput(commandLine(program, chance, names)),
    try: (input) => {
      if (runs.restore()) list(store)
      const words = wordsOf(input).map((word) =>
        word.replace('run-0', first).replace('run-1', second).replace('original.maskrun', original))
      return carriedOut(program, words)
    }
  })
}

/** Has the catalogue know them, so that no process has to read them first. */
function list(store: RunStore): void {
  const catalogue = new Catalogue(store)
  catalogue.list()
  catalogue.close()
}

function texts(): Promise<Cases> {
  return Promise.resolve({
    make: (chance) => {
      const text = chance.happens(0.6) ? filterText(chance) : sweepText(chance)
      return asInput([chance.of(['filter', 'grid', 'range', 'columns']), text])
    },
    try: async (input) => {
      const [kind, text = ''] = wordsOf(input)
      return withoutGiven(await outcomeOf(() => {
        if (kind === 'grid') return gridValues('seed', text)
        if (kind === 'range') return rangeFrom('lr', text)
        if (kind === 'columns') return columnsFrom(text)
        const filter = parseRunFilter(text)
        if (filter.kind === 'fault') throw new Failure(filter.sentence)
        return filter.tests
      }), [text, ...text.split(',').map((part) => part.trim())])
    }
  })
}

export const argumentTargets: Readonly<Record<string, Target>> = {
  commands: { kind: 'arguments', explanation: 'command lines of every command', share: 60, begin: commands },
  texts: { kind: 'arguments', explanation: 'filters, columns, values of sweeps', share: 600, begin: texts }
}
