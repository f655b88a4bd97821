import './style/base.css'
import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { explain } from './components/explain'
import { rows } from './components/rows'
import { router } from './router'
import { addRoutes, readAhead } from './routes'
import { heading } from './shell/focus'
import { listenForShortcuts } from './shell/shortcuts'
import { useAppearance } from './stores/appearance'
import { useConnection } from './stores/connection'
import { useOpenRun } from './stores/openRun'
import { useQueue } from './stores/queue'
import { useRuns } from './stores/runs'

const application = createApp(App)
application.use(createPinia())

useAppearance()
// Before the router reads the address: this takes the access token out of it.
useConnection().establish()
const runs = useRuns()
runs.begin()
useOpenRun().begin()
useQueue().begin()
listenForShortcuts()

addRoutes(router)
application.use(router)
application.directive('explain', explain)
application.directive('heading', heading)
application.directive('rows', rows)
application.mount('#application')
// Not before: to evaluate what is read takes as long as all that comes before the rows.
watch(() => runs.loaded || runs.failure !== null, (known) => { if (known) readAhead() }, { once: true })
