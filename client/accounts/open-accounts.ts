import { addWords } from '../words/words.ts'
import { AccountDialog } from './AccountDialog.tsx'
import { AccountPage } from './AccountPage.tsx'
import { InstancePage } from './InstancePage.tsx'
import { accountDialogLabels, accountLabels } from './labels.en.ts'
import { SignInPage } from './SignInPage.tsx'
import { SignOutDialog } from './SignOutDialog.tsx'

/** Loaded when somebody signs in or out, or looks at their account. */
export async function openAccounts() {
  await addWords({ accounts: accountLabels, account: accountDialogLabels })
  return { AccountDialog, AccountPage, InstancePage, SignInPage, SignOutDialog }
}
