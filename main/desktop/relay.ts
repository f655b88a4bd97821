/** Between a page and the service: only our own page is heard, and only what the contract knows is passed on. */
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebFrameMain } from 'electron'
import { callChannel, openChannel } from '../../preload/channels'
import { callSchema, methods, type Call, type Reply } from '../../preload/contract'
import { pageOrigin } from './addresses'
import { isRunFile } from './arguments'

/** Whether a message comes from the page itself: no frame inside it, no other window, no other address. */
export function isOwnPage(frame: Pick<WebFrameMain, 'url' | 'parent'> | null, senderIsOwnWindow: boolean): boolean {
  return senderIsOwnWindow && frame !== null && frame.parent === null && frame.url.startsWith(`${pageOrigin}/`)
}

/** Checks a raw message against the contract. @returns the call, or the reply that refuses it */
export function checkCall(raw: unknown): { call: Call } | { refusal: Reply } {
  const call = callSchema.safeParse(raw)
  if (!call.success)
    return { refusal: { call: 0, outcome: 'error', sentence: 'The page asked for something Maskscope does not know.' } }
  const request = methods[call.data.method].request.safeParse(call.data.request)
  if (request.success) return { call: { ...call.data, request: request.data } }
  const issue = request.error.issues[0]
  const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : ''
  return {
    refusal: {
      call: call.data.call,
      outcome: 'error',
      sentence: `The request ${call.data.method} is not understood${where}.`
    }
  }
}

/** Answers the calls of the page. */
export function relayCalls(
  ipcMain: Pick<IpcMain, 'handle'>,
  isOwnWindow: (event: IpcMainInvokeEvent) => boolean,
  answer: (call: Call) => Promise<Reply>
): void {
  ipcMain.handle(callChannel, (event, raw: unknown) => {
    if (!isOwnPage(event.senderFrame, isOwnWindow(event))) throw new Error('Only the page of Maskscope may call.')
    const checked = checkCall(raw)
    return 'call' in checked ? answer(checked.call) : checked.refusal
  })
}

/** Hears of run files that a person dropped on the page. */
export function relayDropped(
  ipcMain: Pick<IpcMain, 'on'>,
  isOwnWindow: (event: IpcMainEvent) => boolean,
  open: (path: string) => void
): void {
  ipcMain.on(openChannel, (event, path: unknown) => {
    if (!isOwnPage(event.senderFrame, isOwnWindow(event))) return
    if (typeof path === 'string' && isRunFile(path)) open(path)
  })
}
