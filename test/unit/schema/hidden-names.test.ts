import { describe, expect, it } from 'vitest'
import { isHiddenName } from '../../../preload/schema/hidden-names'

describe('hidden names', () => {
  it('are what file managers and archivers leave', () => {
    for (const name of ['._picture.jpg', '.DS_Store', '.git', 'Thumbs.db', 'THUMBS.DB', 'Desktop.ini', '__MACOSX'])
      expect(isHiddenName(name), name).toBe(true)
  })

  it('are not what people call their files', () => {
    for (const name of ['picture.jpg', '_picture.jpg', 'n01440764', 'thumbs.db.png', 'macosx', 'data_batch_1'])
      expect(isHiddenName(name), name).toBe(false)
  })
})
