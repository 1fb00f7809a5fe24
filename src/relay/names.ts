import type { Notification } from '../model/notification.ts';
import type { Settings } from '../model/settings.ts';
import { globsMatch } from './glob.ts';

/** Puts the friendly names of the settings beside the account's id and the name of what it is about. */
export const withNames = (notification: Notification, { aliases }: Settings): Notification => {
  const { account = '', pipeline, resource } = notification;
  const accountName =
    aliases?.accounts && Object.hasOwn(aliases.accounts, account) ? aliases.accounts[account] : undefined;
  const environment = Object.entries(aliases?.environments ?? {}).find(([, globs]) =>
    globsMatch(globs, pipeline?.name ?? resource?.name),
  );
  return {
    ...notification,
    ...(accountName && { accountName }),
    ...(environment && { environment: environment[0] }),
  };
};
