/** The parts of the check of an import: what is run, where values lie, how far they are apart, and until when. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inMemory } from '../../../../main/engine/datasets/dataset'
import { relativeDifference } from '../../../../main/import/check/difference'
import { checkImages } from '../../../../main/import/check/images'
import { asHere, asInFile } from '../../../../main/import/check/layout'
import { ranInThread } from '../../../../main/import/check/onnx-thread/thread'
import { CannotRun } from '../../../../main/import/check/runtime'

const models = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'models')

describe('a difference', () => {
  const of = (ours: number[], theirs: number[]): number =>
    relativeDifference(Float32Array.from(ours), Float32Array.from(theirs))

  it('is relative to the range of the other program’s values', () => {
    expect(of([0, 1, 4.5], [0, 1, 5])).toBeCloseTo(0.1, 9)
    expect(of([-5, 1, 5], [-5, 2, 5])).toBeCloseTo(0.1, 9)
    expect(of([1, 2], [1, 2])).toBe(0)
  })

  it('of values that lie close together is relative to a hundredth of their size', () => {
    expect(of([100.25, 100], [100, 100])).toBeCloseTo(0.25, 9)
    expect(of([1], [0])).toBe(Infinity)
  })

  it('is endless where one is no number and the other is, and where there are more', () => {
    expect(of([NaN, 1], [0, 1])).toBe(Infinity)
    expect(of([0, 1], [Infinity, 1])).toBe(Infinity)
    expect(of([0, 1, 2], [0, 1])).toBe(Infinity)
    expect(of([Infinity, NaN, 1, 2], [Infinity, NaN, 1, 2])).toBe(0)
  })
})

describe('images', () => {
  const images = Float32Array.from({ length: 20 * 6 }, (_, i) => (i % 7) - 3)

  it('are eight of the data and eight of noise between their extremes, by turns and always the same', () => {
    const data = { train: inMemory({ count: 20, images, labels: new Int32Array(20) }) }
    const all = checkImages(data)
    expect(all).toHaveLength(16)
    expect(all[2]).toEqual(images.slice(6, 12))
    const noise = all.filter((_, i) => i % 2 === 1).flatMap((image) => [...image])
    expect(noise.every((value) => value >= -3 && value <= 3)).toBe(true)
    expect(new Set(noise).size).toBe(48)
    expect(checkImages(data)).toEqual(all)
  })

  it('are fewer of a smaller data set', () => {
    const data = { train: inMemory({ count: 3, images: images.slice(0, 18), labels: new Int32Array(3) }) }
    expect(checkImages(data)).toHaveLength(6)
  })
})

describe('values', () => {
  it('lie channels first there, and last here', () => {
    // 1×2 positions of 3 channels.
    const here = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect([...asInFile(here, [1, 2, 3])]).toEqual([1, 4, 2, 5, 3, 6])
    expect(asHere(asInFile(here, [1, 2, 3]), [1, 2, 3])).toEqual(here)
    expect(asInFile(here, null)).toBe(here)
  })
})

describe('the thread that runs an ONNX file', () => {
  const request = {
    bytes: readFileSync(join(models, 'torch-like.onnx')), beside: new Map<string, Uint8Array>(), input: 'image',
    output: 'out', shape: [1, 28, 28], images: [new Float32Array(784), new Float32Array(784).fill(1)], values: ['out'],
    asFloat32: false
  }

  it('gives the values of each image', async () => {
    const { runtime, images } = await ranInThread(request)
    expect(runtime).toMatch(/^onnxruntime \d+\.\d+\.\d+$/)
    expect(images).toHaveLength(2)
    expect(images[0][0]).not.toEqual(images[1][0])
  })

  it('is ended when its time is over', async () => {
    await expect(ranInThread(request, 1)).rejects.toThrow(new CannotRun('onnxruntime did not run one image in 0.001 s'))
  })

  it('compares what there was time for', async () => {
    const many = { ...request, images: Array.from({ length: 200_000 }, () => request.images[0]) }
    const { images } = await ranInThread(many, 3000)
    expect(images.length).toBeGreaterThan(0)
    expect(images.length).toBeLessThan(200_000)
  })

  it('tells in the runtime’s words what it cannot run', async () => {
    await expect(ranInThread({ ...request, bytes: request.bytes.subarray(0, 300) }))
      .rejects.toThrow(/^onnxruntime [\d.]+ says: Failed to load model because protobuf parsing failed\.$/)
  })
})
