import { useMemo } from 'preact/hooks'
import { IS_MAC, keyName } from '../editor/key-name.ts'
import { commandsWithKeys } from '../ui/commands.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { t } from '../words/words.ts'
import { inOrder } from './in-order.ts'
import styles from './KeyboardHelp.module.css'

/** The keys of all that can be done here: the palette's own list, so it cannot say otherwise. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const groups = useMemo(() => Map.groupBy(inOrder(commandsWithKeys()), ({ group }) => group), [])
  return (
    <Dialog title={t('palette.help')} closeLabel={t('app.close')} size='wide' onClose={onClose}>
      <div class={styles.groups}>
        {[...groups].map(([group, list]) => (
          <section key={group} class={styles.group}>
            <h3>{group}</h3>
            <dl>
              {list.map(({ id, name, keys = '' }) => (
                <div key={id} class={styles.line}>
                  <dt dir='auto'>{name}</dt>
                  <dd>
                    {keys.split(' ').map((each) => (
                      <kbd key={each} class={styles.keys}>
                        {keyName(each, IS_MAC)}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p class={styles.more}>{t('palette.helpMore')}</p>
    </Dialog>
  )
}
