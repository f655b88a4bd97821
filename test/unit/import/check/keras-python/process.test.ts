/**
 * Keras in Python as the runtime of a file. The real one is asked where MASKSCOPE_PYTHON names a Python that has it,
 * and by `npm run import-matrix`; what goes wrong with a Python is tried with the one of these tests, which has no
 * Keras, and with programs that stand for one.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { openModel, type ImportedModel } from '../../../../../main/import'
import { ranInPython, type KerasRun } from '../../../../../main/import/check/keras-python/process'
import { CannotRun, type Ran } from '../../../../../main/import/check/runtime'
import { classesOfKeras } from '../../../../../main/import/keras/classes'
import type { KerasFile } from '../../../../../main/import/original'
import { describeWithPython, python, runPython } from '../../../../fixtures/python'
import { temporaryFolder } from '../../../../fixtures/temporary'
import { checked, differenceIn, withChanged } from '../../helpers/checking'
import { farthest, fixtureImages, fixtureLogits, graphLogits, models } from '../../helpers/logits'

const searched = 'import sys; from importlib.util import find_spec; sys.exit(find_spec("keras") is None)'
const hasKeras = python !== null && spawnSync(python, ['-c', searched]).status === 0

const folder = temporaryFolder()
const runner = join(import.meta.dirname, '../../../../../main/import/check/keras-python/keras-runner.py')

const file: KerasFile = { format: 'keras', bytes: Uint8Array.of(1, 2, 3), paths: new Map([['out', ['inner', 'out']]]) }
const run: KerasRun = { shape: [1, 2, 1], images: [new Float32Array(2)], values: ['out'], softmaxIn: null }

const readGrouped = (): Promise<ImportedModel> => openModel(join(models, 'grouped.keras')).read(null)

/** A program of that shell, to be taken for Python. */
function standIn(name: string, script: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const ranBy = (program: string, milliseconds?: number): Promise<Ran> =>
  ranInPython(file, run, { environment: { ...process.env, MASKSCOPE_PYTHON: program }, milliseconds })

const foldersThere = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('maskscope-keras-'))

describe('a Python', () => {
  it('that nobody names is looked for on the path, and may not be there', async () => {
    const environment = { PATH: join(folder, 'nothing') }
    await expect(ranInPython(file, run, { environment })).rejects.toThrow(
      new CannotRun('no Python with keras was found (set MASKSCOPE_PYTHON)')
    )
  })

  it('that is found second is asked too', async () => {
    const path = join(folder, 'both')
    mkdirSync(path)
    standIn('both/python3', 'echo \'{"kind": "without"}\'')
    standIn('both/python', 'echo \'{"kind": "unable", "reason": "it is tired"}\'')
    await expect(ranInPython(file, run, { environment: { PATH: path } })).rejects.toThrow('says: it is tired')
  })

  it('that is named and not there is said', async () => {
    await expect(ranBy(join(folder, 'none'))).rejects.toThrow(
      new CannotRun(`"${join(folder, 'none')}", which MASKSCOPE_PYTHON names, is no Python with keras`)
    )
  })

  it('that hangs is ended when its time is over, and leaves nothing', async () => {
    const before = foldersThere()
    await expect(ranBy(standIn('hangs', 'exec sleep 60'), 200)).rejects.toThrow('Keras (Python) had no time to run')
    // A wrapper's own program keeps its pipes.
    await expect(ranBy(standIn('wraps', 'sleep 3\ntrue'), 200)).rejects.toThrow('Keras (Python) had no time to run')
    const loaded = 'echo \'{"kind": "loaded", "version": "3.0.0"}\''
    await expect(ranBy(standIn('hangs later', `${loaded}\nexec sleep 60`), 500))
      .rejects.toThrow('Keras 3.0.0 (Python) had no time to run one image')
    expect(foldersThere()).toEqual(before)
  })

  it('that answers something else, too much or nothing is said', async () => {
    await expect(ranBy(standIn('other', 'echo hello'))).rejects.toThrow('answers wrongly: it answers in no JSON')
    await expect(ranBy(standIn('much', 'yes | tr -d \'\\n\''))).rejects.toThrow('wrongly: its lines have no end')
    await expect(ranBy(standIn('nothing', 'exit 3'))).rejects.toThrow('is no Python with keras')
    const loaded = 'echo \'{"kind": "loaded", "version": "3.0.0"}\''
    await expect(ranBy(standIn('ends', loaded)))
      .rejects.toThrow('Keras 3.0.0 (Python) ended before it had run one image')
  })
})

it('reads what TensorFlow.js cannot run as Keras does, and says that nobody here can run it', async () => {
  const model = await readGrouped()
  expect(farthest(await graphLogits(model, fixtureImages()), fixtureLogits('grouped'))).toBeLessThan(1e-5)
  vi.stubEnv('MASKSCOPE_PYTHON', join(folder, 'none'))
  expect(await checked(model, fixtureImages())).toBe(
    'could not be checked: TensorFlow.js 4.22.0 says: Unknown layer: Normalization, and ' +
      `"${join(folder, 'none')}", which MASKSCOPE_PYTHON names, is no Python with keras`
  )
  vi.unstubAllEnvs()
})

describeWithPython('the program for Python', () => {
  it('has what Keras writes made, and nothing that could be any program', () => {
    const files = ['sequential.keras', 'functional.keras'].map((name) => join(models, name))
    const judged = JSON.parse(runPython('judge_keras_classes.py', runner, JSON.stringify(classesOfKeras), ...files))
    expect(judged).toEqual({
      made: [
        ...files, 'a policy of types', 'a function by its name', 'an initializer as Keras 2 writes it',
        'a layer of an application'
      ],
      refused: [
        'Lambda', 'TorchModuleWrapper', 'TFSMLayer', 'TFOpLambda', '__lambda__', 'a function of os',
        'a function that fetches files', 'a class of another package', 'a class that somebody registered',
        'a class without a name', 'a module alone', 'what is deep in settings'
      ]
    })
  })

  if (!hasKeras) it('says so where there is no Keras', async () => {
    await expect(ranBy(python ?? '')).rejects
      .toThrow(`"${python ?? ''}", which MASKSCOPE_PYTHON names, is no Python with keras`)
  })
})

/** Where there is one, by the name that the product knows. */
if (hasKeras && process.env.MASKSCOPE_PYTHON !== undefined) describe('Keras itself', () => {
  const keras = /^checked against Keras [\w.]+ \(Python\): largest difference \S+ of the logits’ range$/

  it('runs what TensorFlow.js cannot', async () => {
    const said = await checked(await readGrouped(), fixtureImages())
    expect(said).toMatch(keras)
    expect(differenceIn(said)).toBeLessThan(3e-6)
  })

  it('refuses what was read otherwise by the first layer that differs', async () => {
    const model = await readGrouped()
    const kernel = [...model.weights.keys()].filter((name) => name.endsWith('/kernel'))[1]
    const wrong = withChanged(model, kernel, (value, at) => (at === 0 ? value + 0.5 : value))
    await expect(checked(wrong, fixtureImages())).rejects.toThrow(
      /it would be another network here: Keras [\w.]+ \(Python\) computes other values from "grouped" \(Conv2D\) on, and/
    )
  })

  it('ends when whoever asked it is gone', async () => {
    const gone = join(folder, 'gone')
    mkdirSync(gone)
    const child = spawn(process.env.MASKSCOPE_PYTHON ?? '', [runner], { stdio: ['pipe', 'pipe', 'ignore'] })
    child.stdin.end(JSON.stringify({
      folder: gone, file: join(gone, 'model.keras'), classes: [], shape: [1], images: 0, values: [], softmaxIn: null
    }) + '\n')
    const [code] = await once(child, 'close') as [number]
    expect([code, existsSync(gone)]).toEqual([1, false])
  })
})
