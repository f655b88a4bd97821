/** `maskscope theory` as a person runs it, and what a stop, a limit and a kill leave. */
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { theoryResultSchema, type TheoryResult } from '../../preload/schema/theory/result'
import { experimentNames } from '../../preload/schema/theory'
import { printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { sentenceHere } from '../fixtures/command-line-here'
import { childrenOf, exists } from '../fixtures/processes'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

/** Takes minutes. */
const long = ['theory', 'spurious', '--starts', '20000', '--signs', 'drawn', '--ratio', '1']

/** Whether a process has the thread of an experiment, which begins behind everything else. */
function computes(pid: number | undefined): boolean {
  const tasks = `/proc/${pid}/task`
  return existsSync(tasks) && readdirSync(tasks).some((task) =>
    readFileSync(join(tasks, task, 'comm'), 'utf8').trim() === 'theory')
}

const kept = (store: string): string[] => (existsSync(join(store, 'theory')) ? readdirSync(join(store, 'theory')) : [])

describe('maskscope theory', () => {
  it('lists the experiments', async () => {
    const listed = await printedJson(temporaryFolder(), 'theory') as { name: string }[]
    expect(listed.map(({ name }) => name)).toEqual(experimentNames)
    expect(await printed(temporaryFolder(), 'theory')).toMatch(/^experiment +takes +quick +tests\nseparation +1 s/)
  })

  it('runs one, keeps it, shows it again, and repeats it by its own command', async () => {
    const [store, out] = [temporaryFolder(), temporaryFolder()]
    const given = ['theory', 'separation', '--dims', '16,4,3', '--digits', '3', '--seed', '2..4', '--out', out]
    const result = theoryResultSchema.parse(await printedJson(store, ...given))
    expect(result).toMatchObject({
      experiment: 'separation', seeds: [2, 3, 4],
      command: 'maskscope theory separation --dims 16,4,3 --digits 3 --seed 2..4'
    })
    expect(readdirSync(out).sort()).toContain(`${result.id}-seeds.csv`)
    expect(readFileSync(join(out, `${result.id}-seeds.csv`), 'utf8')).toMatch(/^seed,digits,error,/)
    expect(kept(store)).toEqual([`${result.id}.json`])
    expect(await printedJson(store, 'theory', '--show', result.id)).toEqual(result)
    const again = await printedJson(store, ...result.command.split(' ').slice(1)) as TheoryResult
    expect(again.claims).toEqual(result.claims)
    expect(again.id).toBe(result.id)
    expect(await printed(store, 'theory', '--results')).toContain(result.command)
  })

  it('ends at its limit with a sentence, and keeps nothing', async () => {
    const store = temporaryFolder()
    expect(await sentenceOf(store, ...long, '--limit-seconds', '0.5')).toMatch(
      /^The experiment spurious was not done after 0\.5 s; give --limit-seconds more, /
    )
    expect(kept(store)).toEqual([])
  })

  it('trains networks as "train" does, to the same bits', async () => {
    const store = temporaryFolder()
    const small = ['--epochs', '2', '--seed', '1']
    const { results } = await printedJson(
      store, 'theory', 'hard-threshold', '--rules', 'ste', '--examples', '256', ...small
    ) as TheoryResult
    const errors = results.find(({ name }) => name === 'epochs')?.rows.map((row) => row[6])
    await printed(store, 'train', '--net', 'mlp-mini', '--method', 'ste', '--limit', '256', ...small)
    const { epochs } = await printedJson(store, 'show', new RunStore(store).ids()[0] ?? '') as {
      epochs: { testError: number }[]
    }
    expect(errors).toHaveLength(2)
    expect(errors).toEqual(epochs.map(({ testError }) => 100 * testError))
  })

  it.each(['limit', 'SIGKILL'] as const)('ends its training process, too, by %s', async (how) => {
    const store = temporaryFolder()
    const training = ['theory', 'hard-threshold', '--epochs', '200']
    if (how === 'limit') {
      expect(await sentenceOf(store, ...training, '--limit-seconds', '2')).toMatch(
        /^The experiment hard-threshold was not done after 2 s; /
      )
    } else {
      const { child, finished } = start(store, ...training)
      await until(() => childrenOf(child.pid).length > 0)
      const [trainer] = childrenOf(child.pid)
      child.kill(how)
      await finished
      await until(() => !exists(trainer))
    }
    expect(kept(store)).toEqual([])
  })

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves nothing half after %s', async (signal) => {
    const store = temporaryFolder()
    const { child, finished } = start(store, ...long)
    await until(() => computes(child.pid))
    child.kill(signal)
    await once(child, 'exit')
    const { code, output } = await finished
    expect(code).toBe(signal === 'SIGINT' ? 130 : null)
    expect(output).toBe('')
    expect(kept(store)).toEqual([])
  })

  it('runs all of them quickly', async () => {
    const store = temporaryFolder()
    const results = await printedJson(store, 'theory', '--all', '--quick') as TheoryResult[]
    expect(results.map(({ experiment }) => experiment)).toEqual(experimentNames)
    for (const { claims } of results) expect(claims.filter(({ holds }) => holds === 'holds').length).toBeGreaterThan(0)
    expect(kept(store)).toHaveLength(experimentNames.length)
  })

  it('takes the examples of an experiment, which are no run’s', async () => {
    const asked = ['theory', 'alternation', '--examples', '60', '--alternations', '2', '--seed', '1']
    expect(await printed(temporaryFolder(), ...asked)).toContain(`maskscope ${asked.join(' ')}`)
  })

  it.each([
    [['--all', '--results'], '--all, --results, --show and --report are asked for one at a time.'],
    [['--report', 'package.json'], 'The file package.json has no place for the report: a line "<!-- measured: ' +
      'written by maskscope theory --report -->" and behind it "<!-- end of measured -->".'],
    [['--quick'], '--quick goes with --all, or behind the name of an experiment.'],
    [['--show', 'x'], 'The store has no result "x"; "maskscope theory --results" lists those that it has.'],
    [['separation', '--limit-seconds', '0'], '--limit-seconds takes a number above 0 and at most 1000000, not "0".'],
    [['separation', '--seed', 'x'],
      'Seeds are up to 100 whole numbers from 1 to 999999, as in --seed 1..5 or --seed 1,2,7.'],
    [['convex', '--patterns', 'latest'], '--patterns takes numbers, not "latest": masks of a run are patterns of ' +
      'what comes into its own layers, not of the 16 pixels of this experiment, and "maskscope theory optimum RUN" ' +
      'solves the program over them.'],
    [['spurious', '--ratio', '10'], 'A ratio of 10 is impossible: (1ᵀa*)² is at most k ‖a*‖², and k is 9.']
  ])('refuses %o', async (given, sentence) => {
    expect(await sentenceHere(temporaryFolder(), 'theory', ...given)).toBe(sentence)
  })
})
