// @vitest-environment happy-dom
/** Files that are handed over to a real session, in this process. */
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useDataSets } from '../../../../renderer/stores/dataSets'
import { installTransport } from '../../../../renderer/transport/client'
import { sessionPage, type SessionPage } from '../../../fixtures/session-page'
import { temporaryFolder } from '../../../fixtures/temporary'

let page: SessionPage
beforeEach(() => {
  page = sessionPage(temporaryFolder())
  installTransport(page.transport)
  setActivePinia(createPinia())
})
afterEach(() => page.close())

const file = (name: string): File => new File([new Uint8Array(3)], name)

describe('files of a data set that were chosen with what lies hidden beside them', () => {
  it('are handed over without it', async () => {
    const sets = useDataSets()
    const hidden = ['._train_32x32.mat', '.DS_Store', 'Thumbs.db', 'desktop.ini', '._test_32x32.mat'].map(file)
    await sets.add('svhn', [...hidden, file('train_32x32.mat')])
    expect(sets.failure).toBe('train_32x32.mat has 3 bytes; the official file of svhn has 182040794.')
  })

  it('are named where there is nothing else', async () => {
    const sets = useDataSets()
    await sets.add('svhn', [file('.DS_Store')])
    expect(sets.failure).toContain('.DS_Store is no official file of svhn')
  })
})
