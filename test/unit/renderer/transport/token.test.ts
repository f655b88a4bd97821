// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { takeToken } from '../../../../renderer/transport/token'

const openedBy = (address: string): void => window.history.replaceState(null, '', address)

describe('the access token', () => {
  beforeEach(() => {
    window.sessionStorage.clear()
    openedBy('/')
  })

  it('leaves the address, which keeps the rest', () => {
    openedBy('/?token=abc_-1&lang=en#/runs')
    expect(takeToken()).toBe('abc_-1')
    expect(window.location.href).toMatch(/\/\?lang=en#\/runs$/)
  })

  it('survives a reload of the tab', () => {
    openedBy('/?token=abc')
    takeToken()
    expect(window.location.search).toBe('')
    expect(takeToken()).toBe('abc')
  })

  it('of a new address replaces the one before', () => {
    openedBy('/?token=old')
    takeToken()
    openedBy('/?token=new')
    expect(takeToken()).toBe('new')
    expect(takeToken()).toBe('new')
  })

  it('is null for a page that nobody invited', () => {
    expect(takeToken()).toBeNull()
  })
})
