/**
 * The service of the desktop shell: answers the window's calls, so that neither window nor shell ever waits for a file.
 */
import { parseArgs } from 'node:util'
import { QueueNews } from '../api/queue/news'
import { QueueRunner } from '../api/queue/runner'
import { removeLeftBehind } from '../api/left-behind'
import { prepareList } from '../api/runs'
import { Session } from '../api/session'
import { Stores } from '../api/stores'
import { defaultStorePath, Workbench } from '../api/workbench'
import { packed, serviceRequestSchema, type ServiceFrame } from './frames'

const { values } = parseArgs({ options: { store: { type: 'string' } } })
const stores = new Stores(new Workbench(values.store ?? defaultStorePath()))
/** The desktop may be gone before it has heard everything; its channel's end is told by `disconnect`. */
const say = (frame: ServiceFrame): void => {
  if (process.connected) process.send?.(packed(frame), undefined, undefined, () => undefined)
}
const session = new Session(stores.own, (event) => say({ kind: 'event', event }), stores)

const runner = new QueueRunner(stores.own)
runner.begin()
const news = new QueueNews(stores.own, (told) => say({ kind: 'news', news: told }))

process.on('message', (raw) => {
  const frame = serviceRequestSchema.parse(raw)
  if (frame.kind === 'open') return void stores.add(frame.path)
  void session.answer(frame.call).then((reply) => say({ kind: 'reply', reply }))
})
process.on('disconnect', () => {
  session.close()
  news.close()
  runner.close()
  // The channels of trainings that go on would keep this process.
  void stores.close().finally(() => process.exit())
})
say({ kind: 'ready' })
void prepareList(stores.own)
removeLeftBehind(stores.own)
