/** The comparison of masks with a framework's pre-activations, on masks that are known. */
import { expect, it } from 'vitest'
import type { Masks } from '../../../scripts/import-matrix/results.mjs'
import { describeWithPython, runPython } from '../../fixtures/python'

describeWithPython('masks beside pre-activations', () => {
  const { unpacked, ...found } =
    JSON.parse(runPython('compare_masks.py')) as Record<string, Masks> & { unpacked: unknown }
  const same = { compared: 8, different: 0, rounded: 0, largest: 0, layers: 1, without: 0, worst: null, fault: null }

  it('agree where each bit is the sign, and zero is off', () => {
    expect(found.same).toEqual(same)
    expect(found['in order']).toEqual(same)
    expect(found.gate).toEqual(same)
    expect(unpacked).toBe(true)
  })
  it('differ within rounding only as far as the framework itself rounds', () => {
    expect(found.near).toEqual({ ...same, rounded: 1, largest: expect.closeTo(1e-7 / 4, 12) })
    expect(found.exact).toEqual({ ...same, different: 1, worst: 'relu (1 of 8)' })
  })
  it('differ by a bit anywhere else', () => {
    expect(found.far).toEqual({ ...same, different: 1, worst: 'relu (1 of 8)' })
  })
  it('are found by their names in any order, and a ReLU may have none', () => {
    expect(found['by name']).toEqual({ ...same, compared: 12, layers: 2 })
    expect(found.without).toEqual({ ...same, without: 1 })
  })
  it('are not compared where they fit no ReLU', () => {
    expect(found['too many']?.fault).toBe('2 masks do not fit the 1 ReLUs of the framework')
    expect(found.shapes?.fault).toBe('1 masks do not fit the 1 ReLUs of the framework')
  })
})
