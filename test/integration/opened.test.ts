/** What is only looked at, by the built programs: the example, and run files that lie anywhere. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleStore, readOnlyReason, type StoreName } from '../../preload/contract'
import { brokenRuns } from '../fixtures/broken-runs'
import { maskscope, printed, printedJson, sentenceOf } from '../fixtures/command-line'
import { exampleRun, writeExampleRun } from '../fixtures/example'
import { Page, serve, type Served } from '../fixtures/served'
import { temporaryFolder } from '../fixtures/temporary'

const store = temporaryFolder()
const folder = temporaryFolder()
const path = writeExampleRun(join(folder, 'Meine Läufe (1).maskrun'))
const whole = readFileSync(path)

/** Whatever was done, the file is as it was, and alone. */
function expectUntouched(): void {
  expect(readdirSync(folder)).toEqual(['Meine Läufe (1).maskrun'])
  expect(readFileSync(path).equals(whole)).toBe(true)
}

describe('a command', () => {
  const out = temporaryFolder()

  it('shows a run file that lies anywhere', async () => {
    expect(await printedJson(store, 'show', path)).toMatchObject({
      id: exampleRun, method: 'i-alternation', fileBytes: statSync(path).size
    })
    expectUntouched()
  })

  it.each([
    ['masks', ['--layer', 'support2', '--unit', '741', '--json'], (value: unknown) =>
      expect(value).toMatchObject({ layer: 'support2', unit: 741, examples: 256 })],
    ['neighbours', ['--example', '7', '--limit', '3', '--json'], (value: unknown) =>
      expect((value as { nearest: unknown[] }).nearest).toHaveLength(3)],
    ['patterns', ['--json'], (value: unknown) => expect((value as { layers: unknown[] }).layers).toHaveLength(6)]
  ])('looks at the masks in it: %s', async (command, options, judge) => {
    judge(JSON.parse(await printed(store, command, path, ...options)))
    expectUntouched()
  })

  it('writes files of it elsewhere', async () => {
    await printed(store, 'masks', path, '--snapshot', '1', '--out', join(out, 'masks.npz'))
    await printed(store, 'export', path, '--format', 'npz', '--out', join(out, 'model'))
    expect(existsSync(join(out, 'masks.npz'))).toBe(true)
    expect(readdirSync(join(out, 'model'))).toContain('topology.json')
    expectUntouched()
  })

  it.each(['evaluate', 'snapshot', 'stop', 'delete'])('that writes takes no file: %s', async (command) => {
    const options = command === 'snapshot' ? ['--at', 'final'] : []
    expect(await sentenceOf(store, command, path, ...options)).toBe(
      `${path} is only looked at where it lies; to change it, copy it into ${join(store, 'runs')} under the name of ` +
        'its id.'
    )
    expectUntouched()
  })

  it('says in one sentence what is wrong with a file', async () => {
    const wrong = (name: string): string => {
      const place = join(temporaryFolder(), 'wrong.maskrun')
      brokenRuns.find((broken) => broken.name === name)?.build(place, path)
      return place
    }
    const [text, cut] = [wrong('a text file'), wrong('a file cut off in the middle')]
    const gone = join(folder, 'gone.maskrun')
    const noRun = `${text} is not a run file: it does not begin as an SQLite database does.`
    expect(await Promise.all([
      sentenceOf(store, 'open', text), sentenceOf(store, 'show', text), sentenceOf(store, 'show', cut),
      sentenceOf(store, 'open', gone)
    ])).toEqual([
      noRun, noRun,
      'wrong.maskrun is damaged (database disk image is malformed); delete it or restore it from a copy.',
      `There is no file ${gone}.`
    ])
  })

  it('that serves says what is wrong with its port', async () => {
    const { remarks, code } = await maskscope(store, 'tour', '--port', '99999')
    expect([code, remarks]).toEqual([1, '--port takes a number from 0 to 65535, not "99999".\n'])
  })
})

describe('the example in a page', () => {
  let served: Served
  let page: Page
  beforeAll(async () => {
    served = await serve(store, { command: ['tour'] })
    page = await Page.open(served, exampleStore)
  })
  afterAll(() => page.socket.close())

  it('is what the printed address shows', () => {
    expect(served.address).toMatch(/\/\?token=[\w-]{32}&store=example$/)
  })

  it('lists its runs, and looks at their masks in a thread', async () => {
    const { runs } = await page.call('runs.list', {})
    expect(runs).toHaveLength(3)
    const units = await page.call('masks.layer', { id: exampleRun, snapshot: null, layer: 'support2', label: 3 })
    // Of so few examples a count is a byte.
    expect(units.on).toHaveLength(3136)
    const { pixels } = await page.call('masks.images', { id: exampleRun, examples: [0, 1] })
    expect(pixels).toHaveLength(2 * 784)
    expect(await page.sentence('runs.delete', { ids: [exampleRun] })).toBe(readOnlyReason(exampleStore))
  })

  it('gives its models away', async () => {
    const { bytes } = await page.call('exports.make', { id: exampleRun, at: 'final', format: 'npz', compact: false })
    expect(bytes).toBeGreaterThan(50_000)
  })

  it('is gone with the server', async () => {
    const unpacked = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('maskscope-example-'))
    const before = unpacked()
    expect((await served.end()).code).toBe(0)
    expect(unpacked().length).toBeLessThan(before.length)
  })
})

describe('a run file in a page', () => {
  it('is looked at by a name that stays the same after a restart', async () => {
    const first = await serve(store, { command: ['open', path] })
    const name = new URL(first.address).searchParams.get('store') as StoreName
    const page = await Page.open(first, name)
    expect((await page.call('runs.list', {})).runs).toMatchObject([{ id: exampleRun, state: 'readable' }])
    expect(await page.call('stores.shown', {})).toEqual({ kind: 'file', name: 'Meine Läufe (1).maskrun', folder })
    expect((await page.call('masks.patterns', { id: exampleRun, snapshot: 1 })).examples).toBe(256)
    page.socket.close()
    await first.end('SIGKILL')
    const second = await serve(store, { command: ['open', path], port: first.port })
    expect(second.address).toBe(first.address)
    await second.end()
    expectUntouched()
  })

  it('that the own store has a run of the same id with is another run', async () => {
    const own = temporaryFolder()
    mkdirSync(join(own, 'runs'))
    writeExampleRun(join(own, 'runs', `${exampleRun}.maskrun`))
    const served = await serve(own, { command: ['open', path] })
    const name = new URL(served.address).searchParams.get('store') as StoreName
    const [ownPage, opened] = [await Page.open(served), await Page.open(served, name)]
    await ownPage.call('runs.annotate', { ids: [exampleRun], change: { name: 'renamed' } })
    const nameOf = async (page: Page): Promise<string> =>
      (await page.call('runs.detail', { id: exampleRun })).detail.summary.name
    expect(await Promise.all([nameOf(ownPage), nameOf(opened)])).toEqual(['renamed', 'I-alternation'])
    await ownPage.call('runs.delete', { ids: [exampleRun] })
    expect((await opened.call('runs.list', {})).runs).toHaveLength(1)
    for (const page of [ownPage, opened]) page.socket.close()
    await served.end()
    expectUntouched()
  })
})
