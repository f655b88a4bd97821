/** Starting points of our own on the bundled digits. */
import type { Preset } from '../../../../preload/contract'
import type { AlternationConfiguration } from '../../../../preload/schema/configuration'
import { defaultConfiguration, publishedForm } from '../../../../preload/schema/configuration'

const alternating = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini') as AlternationConfiguration
const demonstration = (preset: Pick<Preset, 'id' | 'title' | 'explanation' | 'configuration'>): Preset => ({
  ...preset,
  table: null,
  published: null,
  scaled: null
})

export const demonstrations: readonly Preset[] = [
  demonstration({
    id: 'demo',
    title: 'Demo: I-alternation',
    explanation:
      '10,000 real digits, a 27,000-parameter All-CNN, masks of every example at each alternation: ' +
      'one to two minutes on two cores.',
    configuration: alternating
  }),
  demonstration({
    id: 'demo-sgd',
    title: 'Demo: SGD baseline',
    explanation: 'The same network and data trained as an ordinary ReLU network, to compare with.',
    configuration: defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')
  }),
  demonstration({
    id: 'demo-published-form',
    title: 'Demo: the paper’s own form',
    explanation: 'No consistency term, and the quarter of the learning rate that needs: watch drift and churn.',
    configuration: publishedForm(alternating)
  })
]
