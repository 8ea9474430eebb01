import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Me } from '../../shared/accounts/me.ts'
import { COLOURS, type Colour } from '../../shared/kit/colours.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toasts.ts'
import { languageOfWords, t } from '../words/words.ts'
import styles from './AccountPage.module.css'
import type { Account } from './account.ts'
import { Choice, NameField } from './Field.tsx'
import form from './form.module.css'
import { languagesHere, nameOf } from './languages.ts'
import { smallPicture } from './picture.ts'
import { Section } from './Section.tsx'
import { sendConfirmation } from './sign-in.ts'

interface ProfileProps {
  account: Account
  me: Me
}

/** How others see me. */
export function Profile({ account, me }: ProfileProps) {
  const name = useSignal(me.name)
  const isPerson = account.isPerson.value
  const change = async (wish: Partial<Me>) => {
    toast(t((await account.change(wish)) ? 'accounts.page.saved' : 'accounts.page.notSaved'))
  }
  const save = (event: Event) => {
    event.preventDefault()
    void change({ name: name.value.trim() })
  }
  return (
    <Section title={t('accounts.page.profile')}>
      <div class={styles.face}>
        <Avatar name={me.name} hue={me.colour} size='large' picture={me.picture} />
        <Colours colour={me.colour} onColour={(colour) => void change({ colour })} />
      </div>
      {isPerson && (
        <Picture picture={me.picture} onPicture={(picture) => void change({ picture })} />
      )}
      <form class={form.row} onSubmit={save}>
        <NameField label={t('accounts.signIn.name')} value={name} autocomplete='name' />
        <Button
          look='outlined'
          type='submit'
          disabled={name.value.trim() === '' || name.value.trim() === me.name}
        >
          {t('accounts.page.save')}
        </Button>
      </form>
      {isPerson && me.email && <Address me={me} email={me.email} />}
      {isPerson && (
        <Choice
          label={t('accounts.page.language')}
          hint={t('accounts.page.languageAbout')}
          value={me.language ?? HERE}
          choices={languages(me.language)}
          onChoice={(language) => void change({ language: language === HERE ? null : language })}
        />
      )}
      {isPerson && (
        <Choice
          label={t('accounts.page.timeZone')}
          value={me.timeZone ?? HERE}
          choices={zones()}
          onChoice={(zone) => void change({ timeZone: zone === HERE ? null : zone })}
        />
      )}
    </Section>
  )
}

function Colours({ colour, onColour }: { colour: Colour; onColour: (colour: Colour) => void }) {
  return (
    <fieldset class={styles.colours}>
      <legend>{t('accounts.page.colour')}</legend>
      <div>
        {COLOURS.map((each) => (
          <label key={each} class={styles.colour} title={t(`accounts.page.colours.${each}`)}>
            <input
              type='radio'
              name='colour'
              aria-label={t(`accounts.page.colours.${each}`)}
              checked={each === colour}
              onChange={() => onColour(each)}
            />
            <span data-hue={each} />
          </label>
        ))}
      </div>
    </fieldset>
  )
}

interface PictureProps {
  picture: string | null
  onPicture: (picture: string | null) => void
}

function Picture({ picture, onPicture }: PictureProps) {
  const field = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined) => {
    const small = file && (await smallPicture(file))
    if (small) onPicture(small)
    else if (file) toast(t('accounts.page.pictureBroken'))
  }
  return (
    <div class={form.buttons}>
      <input
        ref={field}
        type='file'
        accept='image/*'
        hidden
        aria-label={t('accounts.page.choosePicture')}
        onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
      />
      <Button look='outlined' onClick={() => field.current?.click()}>
        {t('accounts.page.choosePicture')}
      </Button>
      {picture && (
        <Button onClick={() => onPicture(null)}>{t('accounts.page.removePicture')}</Button>
      )}
    </div>
  )
}

/** What is shared with an address is given to whoever has shown that it is theirs. */
function Address({ me, email }: { me: Me; email: string }) {
  const again = async () => {
    const { kind } = await sendConfirmation(email)
    toast(kind === 'ok' ? t('accounts.page.sentAgain', { email }) : t('accounts.page.notSaved'))
  }
  return (
    <div class={styles.part}>
      <h3>{t('accounts.page.email')}</h3>
      <p class={form.told}>
        <span dir='ltr'>{email}</span>
        <small>{t(me.isVerified ? 'accounts.page.confirmed' : 'accounts.page.unconfirmed')}</small>
      </p>
      {!me.isVerified && (
        <div class={form.buttons}>
          <Button look='outlined' onClick={() => void again()}>
            {t('accounts.page.sendAgain')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** As on whatever device one is. */
const HERE = ''

function languages(chosen: string | null): (readonly [string, string, string?])[] {
  const language = nameOf(languageOfWords())
  const here = [HERE, t('accounts.page.languageHere', { language })] as const
  return [here, ...languagesHere(chosen).map((each) => [each, nameOf(each), each] as const)]
}

function zones(): (readonly [string, string])[] {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const here = [HERE, t('accounts.page.timeZoneHere', { zone })] as const
  return [here, ...Intl.supportedValuesOf('timeZone').map((each) => [each, each] as const)]
}
