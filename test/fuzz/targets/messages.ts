/** What pages and programs say to each other: as schemas take it, as frames, and answered by a session. */
import { join } from 'node:path'
import { RunStore } from '../../../db/store'
import { Session } from '../../../main/api/session'
import { Stores } from '../../../main/api/stores'
import { Workbench } from '../../../main/api/workbench'
import { serviceFrameSchema, serviceRequestSchema, unpacked } from '../../../main/service/frames'
import { callSchema, eventSchema, methodPaths, methods, replySchema, type MethodPath } from '../../../preload/contract'
import { decodeFrame, encodeFrame } from '../../../preload/contract/frames'
import type { Chance } from '../chance'
import { changedBytes } from '../mutations/bytes'
import { describe, exampleOf, type Description, type Texts } from '../mutations/from-schema'
import { changedJson, textOf, type Json } from '../mutations/json'
import { accepted, refused, type Input, type Outcome } from '../outcome'
import type { Cases, Setting, Target } from '../target'
import { KeptRuns, wholeRun } from '../whole-run'

/** What patterns of the contract ask for. */
const texts: Texts = [
  '20260101-000000-aaaa', '20260101-000000-aaaaaaaaaa', 'final', 'alternation-1', 'snapshot-2', 'example',
  `file-${'0'.repeat(32)}`, 'sweep-0123456789ab', '0'.repeat(32), 'tag', 'support1', 'conv1', 'conv1/kernel', 'dense'
]

/** Described once: it takes longer than a case. */
function describer(): (method: MethodPath) => Description {
  const known = new Map<MethodPath, Description>()
  return (method) => {
    const description = known.get(method) ?? describe(methods[method].request)
    known.set(method, description)
    return description
  }
}

/** A call and how it came: a page in memory, or as a text. */
function changedCall(chance: Chance, described: ReturnType<typeof describer>, among: readonly MethodPath[]): Json {
  const method = chance.of(among)
  const request = exampleOf(described(method), chance, texts)
  const changed = chance.happens(0.7) ? changedJson(request, chance, 'memory') : request
  const call = { call: chance.whole(100), method, request: changed }
  return chance.happens(0.1) ? changedJson(call, chance, 'memory') : call
}

const inMemory = (value: unknown): Input => ({ files: { 'call.json': Buffer.from(written(value)) } })

/** Numbers that JSON lacks are written as texts by which they are found again. */
const written = (value: unknown): string => JSON.stringify(value, (_name, inner: unknown) =>
  (typeof inner === 'number' && !Number.isFinite(inner) ? `number:${inner}` : inner))
const reread = (bytes: Uint8Array | undefined): unknown => JSON.parse(String(bytes), (_name, inner: unknown) =>
  (typeof inner === 'string' && inner.startsWith('number:') ? Number(inner.slice(7)) : inner))

function requests(): Promise<Cases> {
  const described = describer()
  return Promise.resolve({
    make: (chance) => inMemory(changedCall(chance, described, methodPaths)),
    try: ({ files }) => {
      const call = callSchema.safeParse(reread(files['call.json']))
      if (!call.success) return Promise.resolve(refused('It is no call.'))
      const parsed = methods[call.data.method].request.safeParse(call.data.request)
      return Promise.resolve(parsed.success ? accepted(parsed.data) : refused('It is no request.'))
    }
  })
}

const schemas = [callSchema, replySchema, eventSchema, serviceRequestSchema, serviceFrameSchema]

/** Without what the schema of a method judges later. */
function judged(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return message
  if ('reply' in message) return { ...message, reply: judged(message.reply) }
  if ('call' in message && typeof message.call === 'object') return { ...message, call: judged(message.call) }
  return { ...message, request: null, value: null }
}

function frames(): Promise<Cases> {
  const descriptions = schemas.map(describe)
  const make = (chance: Chance): Input => {
    const message = exampleOf(chance.of(descriptions), chance, texts)
    const changed = chance.happens(0.6) ? changedJson(message, chance, 'text') : message
    if (chance.happens(0.4)) return { files: { text: Buffer.from(textOf(changed)) } }
    const held = { bytes: new Uint8Array(chance.few(64)), more: new Uint8Array(3) }
    const block = Buffer.from(encodeFrame({ kind: 'reply', message, ...held }))
    return { files: { block: chance.happens(0.8) ? changedBytes(block, chance) : block } }
  }
  return Promise.resolve({
    make,
    try: ({ files: { text, block } }) => {
      const bytes = Uint8Array.from(block ?? [])
      const raw = text === undefined
        ? [decodeFrame(bytes.buffer), unpacked({ block: Buffer.from(bytes).toString('base64') })]
        : [decodeFrame(String(text)), unpacked(decodeFrame(String(text)))]
      const taken = raw.flatMap((value) => schemas.flatMap((schema) => schema.safeParse(value).data ?? [])).map(judged)
      return Promise.resolve(taken.length === 0 ? refused('It is no message.') : accepted(taken))
    }
  })
}

/** What would fetch from the network, or start a process that trains, computes or tries what computes. */
const startProcesses: readonly MethodPath[] = [
  'imports.inspect', 'datasets.download', 'training.computing', 'evaluation.run', 'snapshots.take', 'exports.make',
  'exports.makeHistory', 'pruning.compact', 'linear.map', 'linear.whatIf', 'linear.error', 'linear.answers'
]
const answered = methodPaths.filter((method) => !startProcesses.includes(method))

interface Answering { session: Session; close: () => void }

function answering(storePath: string): Answering {
  const workbench = new Workbench(storePath)
  workbench.store.prepareForWriting()
  const stores = new Stores(workbench)
  const session = new Session(workbench, () => undefined, stores)
  return {
    session,
    close: () => {
      session.close()
      void stores.close()
      workbench.close()
    }
  }
}

/** Of an upload that was begun, the name that a page was given for it. */
const given = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'

function session({ folder }: Setting): Promise<Cases> {
  const storePath = join(folder, 'store')
  const runs = new KeptRuns(wholeRun(join(folder, 'original')), new RunStore(storePath), 2)
  const [first = '', second = ''] = runs.ids
  const { session: answers, close } = answering(storePath)
  const described = describer()
  let upload = given
  return Promise.resolve({
    make: (chance) => inMemory(changedCall(chance, described, answered)),
    try: async ({ files }): Promise<Outcome> => {
      // Ids are made from the time: in a case others stand for them.
      const text = String(files['call.json']).replaceAll(given, upload)
        .replaceAll('20260101-000000-aaaaaaaaaa', first).replaceAll('20260101-000000-aaaa', second)
      runs.restore()
      const reply = await answers.answer(reread(Buffer.from(text)))
      if (reply.outcome === 'error') return refused(reply.sentence)
      const value = reply.outcome === 'value' ? reply.value : null
      if (typeof value === 'object' && value !== null && 'upload' in value) upload = String(value.upload)
      return accepted(value)
    },
    close
  })
}

export const messageTargets: Readonly<Record<string, Target>> = {
  requests: { kind: 'messages', explanation: 'calls of every method, by their schemas', share: 450, begin: requests },
  frames: { kind: 'messages', explanation: 'frames and blocks, by all message schemas', share: 150, begin: frames },
  session: {
    kind: 'messages', explanation: 'calls, answered on a store', share: 6, startsProcesses: true, begin: session
  }
}
