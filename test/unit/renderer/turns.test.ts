// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { drawInTurn, leaveTurn } from '../../../renderer/charts/turns'

describe('charts that draw in turn', () => {
  const frames: (() => void)[] = []
  const drawn: string[] = []
  const [loss, error] = ['loss', 'error'].map((name) => () => { drawn.push(name) })

  beforeEach(() => {
    frames.length = drawn.length = 0
    vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
  })
  afterEach(() => { vi.unstubAllGlobals() })
  const pass = (): void => { for (const frame of frames.splice(0)) frame() }

  it('have a frame each, however often they ask', () => {
    drawInTurn(loss)
    drawInTurn(error)
    drawInTurn(loss)
    pass()
    expect(drawn).toEqual(['loss'])
    pass()
    expect([drawn, frames]).toEqual([['loss', 'error'], []])
  })

  it('that ask while one draws come after it', () => {
    drawInTurn(() => { drawInTurn(error) })
    pass()
    pass()
    expect(drawn).toEqual(['error'])
  })

  it('leave their turn to the next', () => {
    drawInTurn(loss)
    drawInTurn(error)
    leaveTurn(loss)
    pass()
    pass()
    expect([drawn, frames]).toEqual([['error'], []])
  })
})
