/** Losses under each preprocessing, against loops over the bytes of an image folder that know nothing of tensors. */
import { afterAll, describe, expect, it } from 'vitest'
import { nativeBackend } from '../../../main/engine/backends/native'
import { locateData, openImages, openSplitPixels } from '../../../main/engine/datasets'
import { consecutive, pixelsInMemory, sampleOf } from '../../../main/engine/datasets/dataset'
import { candidatesFor, guessPreprocessing } from '../../../main/engine/evaluation/preprocessing'
import { GraphExecutor } from '../../../main/engine/executors/graph/executor'
import { valuesOf, type Weights } from '../../../main/engine/networks/parameters'
import type { Network } from '../../../preload/schema/network'
import { guessText, isNoBetterThanChance } from '../../../preload/schema/preprocessing-guess'
import { fewPhotographs } from '../../fixtures/datasets/few-photographs'
import { temporaryFolder } from '../../fixtures/temporary'
import { randomWeights } from './helpers/examples'

const imageSize = 8
const [inputs, hidden, classes] = [imageSize * imageSize * 3, 5, 2]
const network: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [imageSize, imageSize, 3] },
    { type: 'flatten', name: 'flat', inputs: ['input'] },
    { type: 'dense', name: 'one', inputs: ['flat'], units: hidden, bias: true },
    { type: 'support', name: 'support', inputs: ['one'] },
    { type: 'dense', name: 'two', inputs: ['support'], units: classes, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['two'], weight: 1 }
  ]
}
const of = { layers: 1, classes }
const weights = randomWeights(network, 7)
const backend = nativeBackend()
const executors: GraphExecutor[] = []
async function executorOf(of: Weights): Promise<GraphExecutor> {
  const executor = await GraphExecutor.create(backend, network, of, 1, [])
  executors.push(executor)
  return executor
}
afterAll(() => { for (const executor of executors) executor.dispose() })

const settings = { dataset: 'image-folder', imageSize } as const
const location = locateData(temporaryFolder(), 'image-folder', fewPhotographs())
const images = await openImages(settings, location)
const { labels, count, readPixels } = await openSplitPixels('train', { ...settings, preprocessing: 'raw' }, location)
const bytes = [...readPixels(consecutive(0, count))]

const dense = (name: string, from: number[], units: number): number[] =>
  Array.from({ length: units }, (_, unit) => from.reduce(
    (sum, value, i) => sum + value * valuesOf(weights, `${name}/kernel`)[i * units + unit],
    valuesOf(weights, `${name}/bias`)[unit]
  ))

/** @param rule what a byte of a channel becomes */
function measuredBy(rule: (byte: number, channel: number) => number): { loss: number; error: number } {
  let [loss, wrong] = [0, 0]
  for (let example = 0; example < count; example++) {
    const image = bytes.slice(example * inputs, (example + 1) * inputs).map((byte, i) => rule(byte, i % 3))
    const answers = dense('two', dense('one', image, hidden).map((q) => Math.max(q, 0)), classes)
    const most = Math.max(...answers)
    const right = answers[labels[example]]
    loss += most - right + Math.log(answers.reduce((sum, answer) => sum + Math.exp(answer - most), 0))
    wrong += Number(right < most)
  }
  return { loss: loss / count, error: wrong / count }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: number[], from: number[]): number =>
  Math.sqrt(mean(values.map((value, i) => (value - from[i % from.length]) ** 2)))
const overall = mean(bytes)
const ofChannels = [0, 1, 2].map((channel) => mean(bytes.filter((_, i) => i % 3 === channel)))
const deviations = { all: deviation(bytes, [overall]), each: deviation(bytes, ofChannels) }
const rules = {
  raw: (byte: number) => byte,
  unit: (byte: number) => byte / 255,
  symmetric: (byte: number) => byte / 127.5 - 1,
  standardised: (byte: number) => (byte - overall) / deviations.all,
  'channel-means': (byte: number, c: number) => (byte - ofChannels[c]) / deviations.each,
  imagenet: (byte: number, c: number) => (byte / 255 - [0.485, 0.456, 0.406][c]) / [0.229, 0.224, 0.225][c]
}

describe('the preprocessing of a network that says nothing of it', () => {
  it('is the one with the smallest loss of all that images of colour may have', async () => {
    const candidates = images.trainUnder(candidatesFor('image-folder', 3), 1000)
    const { preprocessing, guess } = await guessPreprocessing(await executorOf(weights), candidates, of)
    const wanted = Object.entries(rules).map(([name, rule]) => ({ name, ...measuredBy(rule) }))
      .toSorted((one, other) => one.loss - other.loss)
    expect(guess.examples).toBe(count)
    expect(guess.candidates.map((one) => one.preprocessing)).toEqual(wanted.map(({ name }) => name))
    expect(preprocessing).toBe(wanted[0].name)
    wanted.forEach(({ loss, error }, i) => {
      expect(Math.abs((guess.candidates[i].loss ?? NaN) / loss - 1)).toBeLessThan(1e-4)
      expect(guess.candidates[i].error).toBe(error)
    })
  })

  it('is the data set’s usual one where all are alike, and a loss that is no number comes last', async () => {
    const zeros: Weights = new Map([...weights].map(([name, values]) => [name, new Float32Array(values.length)]))
    const candidates = images.trainUnder(candidatesFor('image-folder', 3), 1000)
    const alike = await guessPreprocessing(await executorOf(zeros), candidates, of)
    expect(alike.preprocessing).toBe('channel-means')
    expect(alike.guess.candidates.every(({ loss }) => Math.abs((loss ?? NaN) - Math.log(2)) < 1e-6)).toBe(true)

    expect(isNoBetterThanChance(alike.guess)).toBe(true)
    const better = { preprocessing: 'raw', loss: 0.9 * Math.log(2), error: 0.4 } as const
    expect(isNoBetterThanChance({ examples: 5, classes, candidates: [better] })).toBe(false)

    const huge: Weights = new Map(
      [...weights].map(([name, values]) => [name, name === 'one/kernel' ? values.map((value) => value * 1e36) : values])
    )
    const { guess } = await guessPreprocessing(await executorOf(huge), candidates, of)
    const last = guess.candidates[guess.candidates.length - 1]
    expect(last).toMatchObject({ preprocessing: 'raw', loss: null })
    expect(guessText('raw', { examples: 5, classes, candidates: [last] })).toMatch(
      /^raw is a guess: loss not finite and error [\d.]+ % on 5 training images; no better than chance, so none of /
    )
  })

  it('is asked for by what suits the channels, the usual one first', () => {
    expect(candidatesFor('mnist-10k', 1)).toEqual(['standardised', 'unit', 'raw', 'symmetric'])
    expect(candidatesFor('cifar-10', 3)).toEqual(
      ['unit', 'raw', 'symmetric', 'standardised', 'channel-means', 'imagenet']
    )
    expect(candidatesFor('svhn', 3)[0]).toBe('channel-means')
  })

  it('is measured on images from all over the set, bounded in number and bytes', () => {
    const pixels = pixelsInMemory(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), consecutive(0, 10), 1)
    const sample = sampleOf(pixels, 4, 1)
    expect([...sample.labels]).toEqual([0, 2, 5, 7])
    expect([...sample.readPixels(consecutive(0, 4))]).toEqual([0, 2, 5, 7])
    expect(sampleOf(pixels, 1000, 1).count).toBe(10)
    expect(sampleOf(pixels, 1000, 1e8).count).toBe(2)
  })
})
