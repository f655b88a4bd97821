import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { classNames, locateData } from '../../../../main/engine/datasets'
import { publishedClassNames } from '../../../../main/engine/datasets/class-names'
import { descriptions } from '../../../../main/engine/datasets/descriptions'
import { dataSetNames } from '../../../../preload/contract'
import { temporaryFolder } from '../../../fixtures/temporary'

const published = dataSetNames.filter((name) => name !== 'image-folder' && name !== 'npz')

describe('names of classes', () => {
  it.each(published)('of %s are as many as its classes, each once', (name) => {
    const names = classNames(name, locateData(temporaryFolder(), name, null)) ?? []
    expect(names).toHaveLength(descriptions[name].classes)
    expect(new Set(names).size).toBe(names.length)
  })

  it('of digits are the digits, of photographs words in the order of their labels', () => {
    for (const name of ['mnist-10k', 'mnist', 'svhn'] as const)
      expect(publishedClassNames[name].map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    // Both CIFAR sets number their classes by the alphabet.
    for (const name of ['cifar-10', 'cifar-100'] as const)
      expect(publishedClassNames[name].toSorted()).toEqual(publishedClassNames[name])
    expect([3, 9, 99].map((label) => publishedClassNames['cifar-100'][label])).toEqual(['bear', 'bottle', 'worm'])
    expect(publishedClassNames['fashion-mnist'][9]).toBe('Ankle boot')
  })

  it('of a NumPy archive are not known', () => {
    expect(classNames('npz', locateData(temporaryFolder(), 'npz', null))).toBeNull()
  })

  it('of an image folder are those of its folders, and none where there is no such folder', () => {
    const folder = temporaryFolder()
    const location = locateData(temporaryFolder(), 'image-folder', folder)
    expect(classNames('image-folder', location)).toBeNull()
    for (const name of ['tench', 'cock', '日本', '.hidden']) mkdirSync(join(folder, 'train', name), { recursive: true })
    expect(classNames('image-folder', location)).toEqual(['cock', 'tench', '日本'])
    expect(classNames('image-folder', locateData(temporaryFolder(), 'image-folder', null))).toBeNull()
  })
})
