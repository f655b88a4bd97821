// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { download } from '../../../../renderer/transport/download'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a file that a page hands over', () => {
  it('is clicked once under its name, and its address goes only after the browser has read it', () => {
    vi.useFakeTimers()
    const clicked: { name: string; address: string }[] = []
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push({ name: this.download, address: this.href })
    })
    const revoked = vi.spyOn(URL, 'revokeObjectURL')
    download(new Blob(['a,b\n']), 'curves.csv')
    expect(clicked).toEqual([{ name: 'curves.csv', address: expect.stringMatching(/^blob:/) }])
    expect(revoked).not.toHaveBeenCalled()
    vi.advanceTimersByTime(10_000)
    expect(revoked).toHaveBeenCalledExactlyOnceWith(clicked[0].address)
  })
})
