/**
 * State dicts of PyTorch in presets (make_state_dicts.py of test/fixtures/python): PyTorch's own logits within 1e-5 of
 * the largest, and what cannot be matched by a sentence.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { presetNetwork } from '../../../main/engine/networks/presets'
import { openModel } from '../../../main/import'
import { mappingOf } from '../../../preload/schema/weight-mapping'
import { temporaryFolder } from '../../fixtures/temporary'
import { farthest, fixtureImages, fixtureLogits, graphLogits, models } from './helpers/logits'

const resnet = presetNetwork('resnet-mini', [28, 28, 1], 10)
const vgg = presetNetwork('vgg-mini', [28, 28, 1], 10)
const state = (name: string) => openModel(join(models, `state-${name}.safetensors`))

/** The same file with other names for its arrays. */
function renamed(name: string, rename: (theirs: string) => string): string {
  const bytes = readFileSync(join(models, `state-${name}.safetensors`))
  const end = 8 + Number(bytes.readBigUInt64LE())
  const header = JSON.parse(bytes.subarray(8, end).toString()) as Record<string, unknown>
  const changed = Object.entries(header).map(([key, value]) => [key === '__metadata__' ? key : rename(key), value])
  const text = Buffer.from(JSON.stringify(Object.fromEntries(changed)))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  const path = join(temporaryFolder(), 'state.safetensors')
  writeFileSync(path, Buffer.concat([length, text, bytes.subarray(end)]))
  return path
}

describe('a state dict of PyTorch', () => {
  it.each([
    ['resnet', resnet, 38, ', and its windows of a stride above 1 are padded evenly, as PyTorch’s layers are'],
    ['vgg', vgg, 6, '']
  ] as const)('%s gives its logits', async (name, network, byOrder, padded) => {
    const model = await state(name).read(network)
    expect(farthest(await graphLogits(model, fixtureImages()), fixtureLogits(`state-${name}`))).toBeLessThan(1e-5)
    const matched = model.matched ?? []
    expect(matched).toHaveLength(model.weights.size)
    expect(matched.filter(({ by }) => by === 'order')).toHaveLength(byOrder)
    expect(model.notes).toEqual([
      'weights were float16 and are kept as float32',
      `weights of PyTorch were matched with the preset by their shapes, ${byOrder} of ${matched.length} arrays by ` +
        `the order of their names alone${padded}`
    ])
  })

  it('is matched by names in the order of their numbers, whatever wraps them', async () => {
    const model = await openModel(renamed('vgg', (theirs) => `module.${theirs}`)).read(vgg)
    expect(farthest(await graphLogits(model, fixtureImages()), fixtureLogits('state-vgg'))).toBeLessThan(1e-5)
  })

  it('is read by a mapping, which may be the guess or not', async () => {
    const guess = mappingOf((await state('vgg').read(vgg)).matched ?? [])
    const model = await state('vgg').read(vgg, null, guess)
    expect(farthest(await graphLogits(model, fixtureImages()), fixtureLogits('state-vgg'))).toBeLessThan(1e-5)
    expect(model.notes[1]).toContain('matched with the preset by the mapping given')
    const [first, second] = ['features.7', 'features.12'].map((layer) => [`${layer}.weight`, `${layer}.bias`])
    const swapped = { ...guess }
    for (const at of [0, 1]) [swapped[first[at]], swapped[second[at]]] = [guess[second[at]], guess[first[at]]]
    const other = await state('vgg').read(vgg, null, swapped)
    expect(farthest(await graphLogits(other, fixtureImages()), fixtureLogits('state-vgg'))).toBeGreaterThan(1e-3)
  })
})

describe('a state dict that cannot be matched', () => {
  const sentence = async (read: Promise<unknown>): Promise<string> =>
    read.then(() => 'it was read', (error: Error) => error.message)
  const advice = 'say which is which in a file (--show-mapping writes one, --mapping reads it).'

  it('has layers that the network has not', async () => {
    const said = await sentence(state('vgg').read(resnet))
    expect(said).toMatch(/: its weights do not fit the network, which has \d layers? of .+, and the file \d/)
    expect(said).toContain('; name another network, or say which is which')
  })

  it('has names that do not say an order', async () => {
    const path = renamed('vgg', (theirs) => theirs.replace(/^features\.7\./, 'second.').replace(/^features\./, 'zero.'))
    expect(await sentence(openModel(path).read(vgg))).toBe(
      'state.safetensors cannot be imported: its layers "second", "zero.10", "zero.12" are of one shape, and their ' +
        `names do not say in which order they are used; ${advice}`
    )
  })

  it('has arrays of no layer', async () => {
    const path = renamed('vgg', (theirs) => theirs.replace('features.0.bias', 'features.0.gain'))
    expect(await sentence(openModel(path).read(vgg))).toBe(
      'state.safetensors cannot be imported: its array "features.0.gain" is of no convolution, dense layer or ' +
        'batch-norm.'
    )
  })

  it('has a mapping that is not of it', async () => {
    const guess = mappingOf((await state('vgg').read(vgg)).matched ?? [])
    const by = (change: Record<string, string>) => sentence(state('vgg').read(vgg, null, { ...guess, ...change }))
    const [kernel] = Object.entries(guess).find(([theirs]) => theirs === 'features.0.weight') ?? ['']
    expect(await by({ nobody: 'conv-1/kernel' })).toContain('the mapping names "nobody", which the file does not have')
    expect(await by({ [kernel]: 'nobody/kernel' })).toContain('names "nobody/kernel", which the network does not have')
    expect(await by({ [kernel]: guess['features.2.weight'] })).toMatch(
      /the mapping makes "features\.0\.weight" of shape 16×1×3×3 ".+\/kernel", where PyTorch has 16×16×3×3/
    )
    const { [kernel]: own, ...others } = guess
    expect(await sentence(state('vgg').read(vgg, null, others))).toContain(`gives no array for "${own}"`)
    expect(await by({ 'features.12.weight': guess['features.7.weight'] })).toMatch(/the mapping gives ".+" two arrays/)
  })

  it('has no network of its own', async () => {
    expect(await sentence(state('vgg').read(null))).toContain('it holds weights without a network')
  })
})
