/**
 * A model that a page hands over, piece by piece, becomes the run that the command line makes of it; whatever goes
 * wrong leaves nothing.
 */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCall } from '../../main/desktop/relay'
import { Service } from '../../main/desktop/service'
import { whereNumbersCount } from '../../main/files/process-identity'
import { methods, type MethodPath, type ReplyOf, type RequestOf, type RunDetail } from '../../preload/contract'
import { buildFolder, printed, printedJson } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { handOver, importHanded, runsIn, uploadsIn, type Handed, type HandedFile } from '../fixtures/handed-over'
import { brokenModels } from '../fixtures/models/broken'
import { Page, serve, type Served } from '../fixtures/served'
import { sharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'
import { valueIn } from '../fixtures/replies'

const models = join(import.meta.dirname, '..', 'fixtures', 'models')
const inspected = { dataset: 'mnist-10k', preset: null } as const
const settings: Handed = { ...inspected, preprocessing: null, name: null, masks: false }
const fileOf = (folder: string, name: string): HandedFile => ({ name, content: readFileSync(join(folder, name)) })
const gone = 'This upload is no longer there; import the model again.'
const disorder = 'The pieces of the upload do not follow each other; import the model again.'

const store = storeOfFewDigits()
let served: Served
let page: Page
beforeAll(async () => {
  served = await serve(store)
  page = await Page.open(served)
})
afterAll(async () => {
  page.socket.close()
  await served.end()
})

async function finished(id: string): Promise<RunDetail> {
  return until(async () => {
    const { detail } = await page.call('runs.detail', { id })
    return detail.summary.status === 'finished' && detail
  }, 100)
}

describe('a model that is handed over', () => {
  it('in small pieces becomes the run that the command line makes of it', async () => {
    const upload = await handOver(page, [fileOf(models, 'functional.keras')], 1000)
    expect(uploadsIn(store)).toHaveLength(2)
    const { id } = await importHanded(page, upload, {
      ...settings, dataset: 'mnist', name: 'From a page', masks: true
    })
    // Read when the run is there, so nothing waits for its end.
    expect(uploadsIn(store)).toEqual([])
    const { summary, evaluations, snapshots, configuration } = await finished(id)
    expect(summary).toMatchObject({
      name: 'From a page',
      method: 'imported',
      importedFrom: 'keras',
      network: 'functional.keras'
    })
    const written = (await printedJson(
      storeOfFewDigits(),
      'import',
      join(models, 'functional.keras'),
      ...fewDigits
    )) as Pick<RunDetail, 'evaluations' | 'snapshots'> & { config: object }
    expect(configuration).toEqual(written.config)
    expect(evaluations).toEqual(written.evaluations)
    expect(snapshots.map(({ seconds: _, ...figures }) => figures)).toEqual(
      written.snapshots.map(({ seconds: _, ...figures }) => figures)
    )
    await page.call('runs.delete', { ids: [id] })
  })

  it('in several files becomes a run of its name; those that it does not name are not minded', async () => {
    const training = await sharedTraining()
    const folder = join(temporaryFolder(), 'exported')
    await printed(training.store, 'export', training.id, '--format', 'tfjs', '--out', folder)
    const names = readdirSync(folder)
    const files = ['model.json', ...names.filter((name) => name !== 'model.json')].map((name) => fileOf(folder, name))
    const upload = await handOver(page, files, 2 ** 16)
    const { id } = await importHanded(page, upload, settings)
    const { summary, evaluations } = await finished(id)
    expect(summary).toMatchObject({ name: 'model.json', importedFrom: 'tfjs' })
    const original = JSON.parse(training.printed) as { evaluations: { at: string; relu: { error: number } }[] }
    expect(evaluations[0].relu.error).toBe(original.evaluations.find(({ at }) => at === 'final')!.relu.error)
    await page.call('runs.delete', { ids: [id] })
  })

  it('takes weights without a network by the preset that is named', async () => {
    const training = await sharedTraining()
    const folder = join(temporaryFolder(), 'exported')
    await printed(training.store, 'export', training.id, '--format', 'safetensors', '--out', folder)
    const { content } = fileOf(folder, 'model.safetensors')
    const headerBytes = Number(content.readBigUInt64LE())
    const tensors = Object.entries(
      JSON.parse(content.toString('utf8', 8, 8 + headerBytes)) as Record<string, object>
    ).filter(([name]) => name !== '__metadata__')
    const header = Buffer.from(JSON.stringify(Object.fromEntries(tensors)).padEnd(headerBytes))
    const bare = Buffer.concat([content.subarray(0, 8), header, content.subarray(8 + headerBytes)])
    const refused = await handOver(page, [{ name: 'bare.safetensors', content: bare }], 2 ** 19)
    expect(await page.sentence('imports.inspect', { ...inspected, upload: refused })).toBe(
      'bare.safetensors cannot be imported: it holds weights without a network; name the preset of a network that ' +
      'they belong to (--net).'
    )
    const upload = await handOver(page, [{ name: 'bare.safetensors', content: bare }], 2 ** 19)
    const { id } = await importHanded(page, upload, { ...settings, preset: 'all-cnn-mini' })
    expect((await finished(id)).parameters).toBe(27_002)
    await page.call('runs.delete', { ids: [id] })
  })

  it('takes no more memory than its pieces', { skip: process.platform !== 'linux' }, async () => {
    const peak = (): number =>
      Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${served.process}/status`, 'utf8'))?.[1]) / 1024
    const content = Buffer.alloc(192 * 2 ** 20, 7)
    const before = peak()
    const upload = await handOver(page, [{ name: 'large.onnx', content }], 2 ** 19)
    expect(peak() - before).toBeLessThan(96)
    await page.call('imports.discard', { upload })
    expect(uploadsIn(store)).toEqual([])
  })
})

describe('the desktop', () => {
  it('passes a model on to its service, and an upload ends with it', async () => {
    const own = temporaryFolder()
    const service = new Service(
      { program: process.execPath, parameters: [join(buildFolder, 'main', 'service.js'), '--store', own] },
      () => undefined
    )
    /** As the relay does, which hears it from the page. */
    const call = async <M extends MethodPath>(method: M, request: RequestOf<M>): Promise<ReplyOf<M>> => {
      const checked = checkCall({ call: 1, method, request })
      const reply = 'call' in checked ? await service.answer(checked.call) : checked.refusal
      return methods[method].reply.parse(valueIn(reply)) as ReplyOf<M>
    }
    const upload = await handOver({ call }, [fileOf(models, 'torch-like.onnx')], 2 ** 19)
    const { id } = await importHanded({ call }, upload, settings)
    await until(async () => (await call('runs.detail', { id })).detail.summary.status === 'finished', 100)
    expect(uploadsIn(own)).toEqual([])
    const broken = await handOver({ call }, [{ name: 'model.onnx', content: Buffer.from('hello') }], 2)
    await expect(call('imports.inspect', { ...inspected, upload: broken })).rejects.toThrow(
      /^model\.onnx cannot be imported: it is none of /
    )
    await call('imports.begin', { files: [{ name: 'a.onnx', bytes: 20 }] })
    expect(uploadsIn(own)).toHaveLength(2)
    service.close()
    await until(() => uploadsIn(own).length === 0)
    // Its process closes the file after it has told of its end there. Where the service looked at it just then an empty
    // log stays beside it: who only reads can take none away.
    const log = join(own, 'runs', `${id}.maskrun-wal`)
    await until(() => (statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0)
    expect(runsIn(own).filter((name) => name.endsWith('.maskrun'))).toEqual([`${id}.maskrun`])
  })
})

describe('a model that cannot be imported', () => {
  const some = [
    'an archive bomb',
    'a cyclic graph',
    'HDF5 that is cut off',
    'a shard outside its folder',
    'an empty file',
    'a text'
  ]
  it.each(brokenModels.filter(({ title }) => some.includes(title)))(
    '$title ($file): the sentence of the command line, and nothing is left',
    async ({ file, content, sentence, beside = {} }) => {
      const shards = Object.entries(beside).flatMap(([name, value]) =>
        typeof value === 'function' || name.includes('/') ? [] : [{ name, content: Buffer.from(value) }]
      )
      const before = runsIn(store)
      const upload = await handOver(page, [{ name: file, content: Buffer.from(content) }, ...shards], 700)
      expect(await page.sentence('imports.inspect', { ...inspected, upload })).toBe(
        `${file} cannot be imported: ${sentence}.`
      )
      expect([runsIn(store), uploadsIn(store)]).toEqual([before, []])
      expect(await page.sentence('imports.inspect', { ...inspected, upload })).toBe(gone)
    }
  )
})

describe('an upload', () => {
  const data = Buffer.from('0123456789').toString('base64')
  const begin = async (...files: [name: string, bytes: number][]): Promise<string> =>
    (await page.call('imports.begin', { files: files.map(([name, bytes]) => ({ name, bytes })) })).upload

  it.each([
    ['begins later than its file', { file: 0, offset: 10 }],
    ['is of a file that was not announced', { file: 2, offset: 0 }],
    ['has more bytes than were announced', { file: 1, offset: 0 }]
  ])('whose piece %s is over', async (_how, place) => {
    const upload = await begin(['model.json', 20], ['w.bin', 9])
    expect(await page.sentence('imports.write', { upload, ...place, data })).toBe(disorder)
    expect(uploadsIn(store)).toEqual([])
    expect(await page.sentence('imports.write', { upload, file: 0, offset: 0, data })).toBe(gone)
  })

  it('whose piece comes twice is over', async () => {
    const upload = await begin(['model.onnx', 20])
    await page.call('imports.write', { upload, file: 0, offset: 0, data })
    expect(await page.sentence('imports.write', { upload, file: 0, offset: 0, data })).toBe(disorder)
    expect(uploadsIn(store)).toEqual([])
  })

  it('that has not come whole is not imported', async () => {
    const before = runsIn(store)
    const upload = await begin(['model.json', 10], ['w.bin', 11])
    for (const file of [0, 1]) await page.call('imports.write', { upload, file, offset: 0, data })
    expect(await page.sentence('imports.inspect', { ...inspected, upload })).toBe(
      'w.bin has not come whole: 10 of 11 bytes; import the model again.'
    )
    expect([runsIn(store), uploadsIn(store)]).toEqual([before, []])
  })

  it('that is stopped while it is read is imported no further', async () => {
    const before = runsIn(store)
    const upload = await begin(['model.onnx', 10])
    await page.call('imports.write', { upload, file: 0, offset: 0, data })
    const ticket = 'a'.repeat(32)
    const importing = page.reply('imports.inspect', { ...inspected, upload }, ticket)
    await page.call('calls.stop', { ticket })
    expect(await importing).toMatchObject({ outcome: 'stopped' })
    expect([runsIn(store), uploadsIn(store)]).toEqual([before, []])
  })

  it('of more than a gibibyte, or of two files of one name, is refused', async () => {
    expect(
      await page.sentence('imports.begin', {
        files: [
          { name: 'model.json', bytes: 5 },
          { name: 'w.bin', bytes: 2 ** 30 }
        ]
      })
    ).toBe('model.json cannot be imported: its files have 1073741829 bytes, more than 1073741824.')
    expect(
      await page.sentence('imports.begin', {
        files: [
          { name: 'model.json', bytes: 5 },
          { name: 'w.bin', bytes: 5 },
          { name: 'w.bin', bytes: 5 }
        ]
      })
    ).toBe('model.json cannot be imported: two of its files are called "w.bin".')
    expect(uploadsIn(store)).toEqual([])
  })

  it('belongs to its page alone', async () => {
    const other = await Page.open(served)
    const upload = await begin(['model.onnx', 20])
    for (const method of ['imports.write', 'imports.inspect'])
      expect(
        await other.sentence(
          method,
          method === 'imports.write' ? { upload, file: 0, offset: 0, data } : { ...inspected, upload }
        )
      ).toBe(gone)
    await other.call('imports.discard', { upload })
    await page.call('imports.write', { upload, file: 0, offset: 0, data })
    await page.call('imports.discard', { upload })
    other.socket.close()
  })

  it('is gone when it is discarded, when its page begins another, and when its page goes', async () => {
    await page.call('imports.discard', { upload: await begin(['a.onnx', 20]) })
    expect(uploadsIn(store)).toEqual([])
    const other = await Page.open(served)
    const files = [{ name: 'a.onnx', bytes: 20 }]
    const { upload } = await other.call('imports.begin', { files })
    await other.call('imports.begin', { files })
    expect(uploadsIn(store)).toHaveLength(2)
    expect(await other.sentence('imports.inspect', { ...inspected, upload })).toBe(gone)
    other.socket.terminate()
    await until(() => uploadsIn(store).length === 0)
  })

  it('that a killed server left is removed by the next, and that of another machine is not', async () => {
    const own = temporaryFolder()
    const killed = await serve(own)
    const last = await Page.open(killed)
    await last.call('imports.begin', { files: [{ name: 'a.onnx', bytes: 20 }] })
    const [, name] = uploadsIn(own)
    expect(name).toMatch(new RegExp(`^${encodeURIComponent(whereNumbersCount())}_${killed.process}_`))
    const elsewhere = `elsewhere_${killed.process}_${name.slice(-36)}`
    mkdirSync(join(own, 'uploads', elsewhere))
    last.socket.on('error', () => undefined)
    await killed.end('SIGKILL')
    expect(uploadsIn(own)).toContain(name)
    const next = await serve(own)
    const first = await Page.open(next)
    expect(await first.call('runs.list', {})).toEqual({ runs: [] })
    expect(uploadsIn(own)).toEqual(['uploads', elsewhere])
    first.socket.close()
    await next.end()
  })
})
