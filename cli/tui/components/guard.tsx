import { Component, type ReactNode } from 'react';

interface GuardProps {
  readonly children: ReactNode;
  readonly onCrash: (error: unknown) => void;
}

/** Tells of what is thrown while something is drawn: Ink forgets it when that was the first frame. */
export class Guard extends Component<GuardProps, { readonly crashed: boolean }> {
  static getDerivedStateFromError(): { readonly crashed: boolean } {
    return { crashed: true };
  }

  override readonly state = { crashed: false };

  override componentDidCatch(error: unknown): void {
    this.props.onCrash(error);
  }

  override render(): ReactNode {
    return this.state.crashed ? null : this.props.children;
  }
}
