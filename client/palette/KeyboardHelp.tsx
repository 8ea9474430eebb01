import { useMemo } from 'preact/hooks'
import { IS_MAC, keyName } from '../editor/key-name.ts'
import { type Command, commands } from '../ui/commands.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { t } from '../words/words.ts'
import styles from './KeyboardHelp.module.css'

/** The keys of all that can be done here: the palette's own list, so it cannot say otherwise. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const groups = useMemo(() => keysByGroup(commands()), [])
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

function keysByGroup(all: readonly Command[]): Map<string, Command[]> {
  return Map.groupBy(
    all.filter(({ keys }) => keys !== undefined),
    ({ group }) => group,
  )
}
