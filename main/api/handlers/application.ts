import { version } from '../../../package.json'
import { dataSetNames, methodNames, networkPresetNames } from '../../../preload/contract'
import { setupReport, storeFinding } from '../doctor'
import type { Context, TopicHandlers } from './context'

export const applicationHandlers = ({ stores }: Context): TopicHandlers<'application'> => ({
  'application.about': () => ({
    version,
    storePath: stores.own.store.path,
    findings: [...setupReport(), ...storeFinding(stores.own.store)],
    datasets: [...dataSetNames],
    networks: [...networkPresetNames],
    methods: [...methodNames]
  })
})
