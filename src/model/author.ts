/**
 * What is known of a commit's author besides the name, to find the person on a platform. It exists in the router only:
 * it is never stored, drawn or queued. `email` is in lower case, `login` is the name of an account such as GitHub's.
 */
export interface Author {
  readonly commit: string;
  readonly email?: string | undefined;
  readonly login?: string | undefined;
}

/** A person to mention: the platform's id from the settings, or the e-mail address by which the platform is asked. */
export interface Person {
  readonly id?: string | undefined;
  readonly email?: string | undefined;
}
