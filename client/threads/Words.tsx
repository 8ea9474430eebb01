import type { ComponentChildren } from 'preact'
import type { Body, BodyInline, BodyMark } from '../../shared/threads/body.ts'
import { safeHref } from '../editor/safe-href.ts'
import styles from './Words.module.css'

/** The words of a comment, as elements: nothing of them is ever parsed as markup. */
export function Words({ body }: { body: Body }) {
  return (
    <div class={styles.words}>
      {body.content.map(({ content }, at) => (
        <p key={at} dir='auto'>
          {(content ?? []).map((one, index) => (
            <Inline key={index} one={one} />
          ))}
        </p>
      ))}
    </div>
  )
}

function Inline({ one }: { one: BodyInline }) {
  if (one.type === 'break') return <br />
  if (one.type === 'mention')
    return (
      <span class={styles.mention}>
        @<bdi>{one.attrs.label}</bdi>
      </span>
    )
  return <>{(one.marks ?? []).reduceRight<ComponentChildren>(marked, one.text)}</>
}

function marked(inner: ComponentChildren, mark: BodyMark): ComponentChildren {
  switch (mark.type) {
    case 'bold':
      return <strong>{inner}</strong>
    case 'italic':
      return <em>{inner}</em>
    case 'code':
      return <code>{inner}</code>
    case 'link': {
      const href = safeHref(mark.attrs.href)
      if (href === null) return inner
      return (
        <a href={href} target='_blank' rel='noopener noreferrer nofollow'>
          {inner}
        </a>
      )
    }
  }
}
