/**
 * Every command on every broken file of the corpus: its sentence, exit code 1, nothing written, never a stack trace.
 */
import { copyFileSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { brokenRuns } from '../fixtures/broken-runs'
import { fullRun } from '../fixtures/full-run'
import { maskscope, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { parametersOf } from '../../main/engine/networks/parameters'
import { sizeOf } from '../../main/engine/networks/shapes'
import { beginRun, evaluationAt, recordAlternation, smallNetwork, writing } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const store = new RunStore(temporaryFolder())
store.prepareForWriting()
const out = join(temporaryFolder(), 'out')

function wholeRun(): string {
  const { path, recorder } = beginRun(temporaryFolder())
  const weights = new Map(
    parametersOf(smallNetwork).map(({ name, shape }) => [name, new Float32Array(sizeOf(shape)).fill(0.1)])
  )
  for (const index of [1, 2]) recordAlternation(recorder, index, 20)
  recorder.checkpoint('final', { epoch: 1, iteration: 1 }, weights)
  recorder.evaluation(evaluationAt('final', 0.5))
  recorder.end('finished', null)
  return path
}
const whole = wholeRun()

const commands: Record<string, (id: string) => string[]> = {
  show: (id) => ['show', id],
  evaluate: (id) => ['evaluate', id],
  masks: (id) => ['masks', id, '--alternation', '1', '--out', `${out}.npz`],
  export: (id) => ['export', id, '--out', out],
  stop: (id) => ['stop', id]
}

/** Damage that a command does not meet because it reads another part of the file. */
const notMet: Record<string, readonly string[]> = {
  masks: [
    'a configuration that is not JSON',
    'a configuration that no training can have',
    'a topology that is no network',
    'an id that leads out of the store',
    'a run file without its run',
    'a name longer than any',
    'noise in the place of the run’s row'
  ]
}

describe.each(brokenRuns)('$name', ({ name, build, sentence }) => {
  const id = store.newId()
  build(store.runPath(id), whole)
  const expected = sentence.replace('FILE', basename(store.runPath(id)))
  const meeting = Object.keys(commands).filter((command) => !notMet[command]?.includes(name))

  it(`is one sentence for ${meeting.join(', ')}`, async () => {
    const sentences = await Promise.all(meeting.map((command) => sentenceOf(store.path, ...commands[command](id))))
    expect(sentences).toEqual(meeting.map(() => expected))
    expect(readdirSync(join(out, '..'))).toEqual([])
  })
})

describe('runs', () => {
  it('lists each broken file with its sentence, and the good one beside them', async () => {
    const good = store.newId()
    copyFileSync(whole, store.runPath(good))
    // A copy keeps the id that it was made with; its name is what it is asked for by.
    writing(store.runPath(good), (database) => database.prepare('UPDATE run SET id = ?').run(good))
    const runs = await printedJson(store.path, 'runs') as { id: string; state: string; reason?: string }[]
    expect(runs).toHaveLength(brokenRuns.length + 1)
    expect(runs.filter(({ state }) => state === 'readable').map(({ id }) => id)).toEqual([good])
    const reasons = runs.flatMap(({ id, reason }) =>
      reason === undefined ? [] : [reason.replace(`${id}.maskrun`, 'FILE')]
    )
    expect(reasons.sort()).toEqual(brokenRuns.map(({ sentence }) => sentence).sort())
    const { output, code } = await maskscope(store.path, 'runs')
    expect(code).toBe(0)
    expect(output.match(/^\S+ +damaged /gm)).toHaveLength(brokenRuns.length)
  })
})

describe('damage that shows only when it is read', () => {
  async function damagedBy(sql: string): Promise<string> {
    const id = store.newId()
    copyFileSync(whole, store.runPath(id))
    writing(store.runPath(id), (database) => {
      database.pragma('foreign_keys = OFF')
      database.exec(sql)
    })
    return id
  }

  it.each([
    [
      'a mask that is too short',
      'masks',
      "UPDATE mask_rows SET bits = x'00' WHERE key = (1 << 32) + 7",
      'The run file holds no complete mask of example 7 of snapshot 1.'
    ],
    [
      'a weight that is missing',
      'export',
      "DELETE FROM checkpoint_tensors WHERE name = 'conv1/bias'",
      /^.*\.maskrun is damaged \(checkpoint "final" lacks weights of "conv1\/bias"\); restore it from a copy\.$/
    ],
    [
      'a weight that is too short',
      'export',
      "UPDATE checkpoint_tensors SET data = x'00000000', checksum = NULL WHERE name = 'conv1/bias'",
      /lacks weights of "conv1\/bias"/
    ],
    [
      'a weight that is too short',
      'evaluate',
      "UPDATE checkpoint_tensors SET data = x'00000000', checksum = NULL WHERE name = 'conv1/bias'",
      /lacks weights of "conv1\/bias"/
    ],
    [
      'a weight of a part of a number',
      'export',
      "UPDATE checkpoint_tensors SET data = x'000000', checksum = NULL WHERE name = 'conv1/bias'",
      /^.*\.maskrun is damaged \(.*\); restore it from a copy\.$/
    ],
    ...['export', 'evaluate'].map((command) => [
      'a weight that is no number', command,
      "UPDATE checkpoint_tensors SET data = x'0000c07f0000000000000000', checksum = NULL WHERE name = 'conv1/bias'",
      'Weight 0 of "conv1/bias" in checkpoint "final" is NaN, no finite number, so nothing is made of that ' +
        'checkpoint; choose another.'
    ] as [string, string, string, string]),
    [
      'a weight of which a bit was turned over',
      'export',
      "UPDATE checkpoint_tensors SET data = x'0000803f0000803f0000803f' WHERE name = 'conv1/bias'",
      /^Run \S+ is damaged: the array "conv1\/bias" of checkpoint "final" is not as it was written; "maskscope verify /
    ],
    [
      'an alternation of more examples than any file holds',
      'masks',
      'UPDATE snapshots SET examples = 4000000000',
      /^The run file holds no complete mask of example \d+ of snapshot 1\.$/
    ],
    [
      'a layer whose shape is no list',
      'show',
      "UPDATE support_layers SET shape = '{}'",
      /^.*\.maskrun is damaged \(.*\); restore it from a copy\.$/
    ],
    [
      'an alternation of more examples than any file holds',
      'masks',
      'UPDATE snapshots SET examples = 4000000000',
      /^The run file holds no complete mask of example \d+ of snapshot 1\.$/
    ],
    [
      'a layer whose shape is no list',
      'masks',
      "UPDATE support_layers SET shape = '{}'",
      /^.*\.maskrun is damaged \(.*\); restore it from a copy\.$/
    ],
    [
      'a layer whose name leads elsewhere',
      'masks',
      "UPDATE support_layers SET name = '../../evil' WHERE position = 0",
      /could not be written \(invalid relative path/
    ]
  ])('%s (%s)', async (_damage, command, sql, sentence) => {
    const id = await damagedBy(sql)
    expect(await sentenceOf(store.path, ...commands[command](id))).toMatch(sentence)
    expect(readdirSync(join(out, '..'))).toEqual([])
  })
})

describe('verify', () => {
  it('says of every run what is damaged, and saves what is whole', async () => {
    const own = new RunStore(temporaryFolder())
    const [sound, altered] = [fullRun(own.path), fullRun(own.path)]
    writing(altered.path, (database) =>
      database.exec('UPDATE mask_rows SET bits = zeroblob(length(bits)) WHERE key = (3 << 32) + 7'))
    const all = await maskscope(own.path, 'verify', 'all')
    expect([all.code, all.remarks]).toEqual([1, '1 of 2 runs are damaged.\n'])
    expect(all.output).toMatch(new RegExp(`run ${sound.id} +whole +\\d+ rows and 60 masks checked\n`))
    expect(all.output).toContain('\n  damaged: snapshot 3: altered masks of 1 example (7)\n')
    const file = join(temporaryFolder(), 'saved.maskrun')
    const one = await maskscope(own.path, 'verify', altered.id, '--save', file)
    expect(one.code).toBe(1)
    expect(one.remarks).toMatch(/^saved what is whole in .*saved\.maskrun without snapshot 3\nRun \S+ is damaged in 3 places; /)
    expect(await printedJson(own.path, 'verify', file)).toMatchObject([{ id: altered.id, damages: [], unchecked: [] }])
  })
})

describe('delete', () => {
  it('removes whatever stands in a run’s place, but never a folder with what is in it', async () => {
    const files = store.ids().filter((id) => statSync(store.runPath(id)).isFile()).slice(0, 3)
    for (const id of files) await printed(store.path, 'delete', id)
    expect(store.ids().filter((id) => files.includes(id))).toEqual([])
    const folder = store.ids().find((id) => statSync(store.runPath(id)).isDirectory())!
    expect(await sentenceOf(store.path, 'delete', folder)).toBe(
      `${folder}.maskrun is not a file, so it cannot be a run.`
    )
  })
})
