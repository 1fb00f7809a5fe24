import type { Notification } from '../model/notification.ts';
import type { Settings } from '../model/settings.ts';
import { globsMatch } from './glob.ts';

/** Adds the names that the settings give to the account and to the environment of the pipeline or resource. */
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
