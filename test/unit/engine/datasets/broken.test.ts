import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDataSet } from '../../../../main/engine/datasets'
import { Failure } from '../../../../preload/schema/failure'
import { brokenDataSets } from '../../../fixtures/datasets/broken'
import { folderWith } from '../../../fixtures/datasets/folder'
import { temporaryFolder } from '../../../fixtures/temporary'
import { notNeeded } from '../helpers/datasets'

describe('a data set that is not as it should be', () => {
  it.each(brokenDataSets)(
    'is refused in one sentence, with nothing left behind: $title',
    async ({ dataset, files, sentence }) => {
      const folder = folderWith(files)
      const prepared = join(temporaryFolder(), 'prepared')
      const error = await openDataSet(
        { dataset, preprocessing: 'unit', imageSize: 224 },
        { folder, prepared },
        notNeeded
      ).then(
        () => null,
        (thrown: unknown) => thrown
      )
      expect(error).toBeInstanceOf(Failure)
      expect((error as Failure).message.replaceAll(folder, 'FOLDER')).toBe(sentence)
      expect(existsSync(prepared) ? readdirSync(prepared) : []).toEqual([])
    }
  )
})
